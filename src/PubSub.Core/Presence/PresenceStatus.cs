namespace PubSub.Core.Presence;

/// <summary>How a store answered.</summary>
public enum PresenceStatus
{
    /// <summary>The connection is there.</summary>
    Done,

    /// <summary>The connection is not in the channel; nothing was changed.</summary>
    NotMember,

    /// <summary>The channel has as many members as it may; nothing was changed.</summary>
    Full,

    /// <summary>The member would tell more than it may; nothing was changed.</summary>
    TooLarge,
}
