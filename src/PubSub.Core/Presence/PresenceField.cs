namespace PubSub.Core.Presence;

/// <summary>One member of what a presence member tells about itself.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Json">Its value: one JSON value in UTF-8, on one line.</param>
public readonly record struct PresenceField(string Name, ReadOnlyMemory<byte> Json);
