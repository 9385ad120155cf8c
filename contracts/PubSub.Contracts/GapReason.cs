namespace PubSub.Contracts;

/// <summary>Why a subscriber must reload, as <c>pubsub:gap</c> says it.</summary>
public static class GapReason
{
    /// <summary>The cursor is no position of the stream: it cannot be read, is not of the stream's shape, or lies ahead of the channel.</summary>
    public const string UnknownCursor = "unknown-cursor";

    /// <summary>The channel's stream was begun anew since the cursor was given, for instance by a restart of an in-memory server; or the cursor is another channel's.</summary>
    public const string StreamRestarted = "stream-restarted";

    /// <summary>An event after the cursor is no longer kept.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>The channel keeps no history, and the cursor is no longer in the node's window.</summary>
    public const string NotRetained = "not-retained";

    /// <summary>The broker's connection was interrupted, and what a channel without history carried meanwhile cannot be had again.</summary>
    public const string ContinuityLost = "continuity-lost";

    /// <summary>The subscriber read so slowly that events of a channel without history passed it by.</summary>
    public const string TooSlow = "too-slow";
}
