namespace PubSub.Core.Presence;

/// <summary>What became of a member.</summary>
public enum PresenceChangeKind
{
    /// <summary>Its first connection has joined.</summary>
    Joined,

    /// <summary>It tells something else about itself.</summary>
    Updated,

    /// <summary>Its last connection has left, or its lease has lapsed.</summary>
    Left,
}
