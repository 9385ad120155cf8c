namespace PubSub.Core.Presence;

/// <summary>A connection's part in a channel, from its join on.</summary>
/// <param name="Me">The member that the connection is one of.</param>
internal readonly record struct PresenceJoined(PresenceMember Me);
