namespace PubSub.Core.Presence;

/// <summary>A change of a channel's membership.</summary>
/// <param name="Kind">What became of the member.</param>
/// <param name="Member">The member as it is after the change; where it left, as it was before.</param>
/// <param name="Position">The change's place among the channel's changes.</param>
/// <param name="At">When it was made, by the store's clock, to the millisecond.</param>
/// <param name="By">The connection that made the change, or null where none did: its lease lapsed.</param>
public sealed record PresenceChange(PresenceChangeKind Kind, PresenceMember Member, PresencePosition Position, DateTimeOffset At, string? By);
