namespace PubSub.Core;

/// <summary>What becomes of a session that reads so slowly that it falls out of a channel's window.</summary>
public enum SlowSessionPolicy
{
    /// <summary>It is fed from the channel's history where there is one; on an ephemeral channel it goes on at the window's start and is told by <c>pubsub:gap</c>.</summary>
    CatchUp,

    /// <summary>It is closed with a coded reason and may resume from its last id; a WebSocket is not closed: it has the channel left, with the same code.</summary>
    Close,
}
