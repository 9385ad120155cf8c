namespace PubSub.Core.Presence;

/// <summary>What a store keeps to when it takes a join or an update.</summary>
/// <param name="Lease">How long a connection counts without a heartbeat.</param>
/// <param name="MaxInfoBytes">The most bytes of a member's <see cref="PresenceInfo"/>.</param>
/// <param name="MaxMembers">The most members of a channel.</param>
public readonly record struct PresenceTerms(TimeSpan Lease, int MaxInfoBytes, int MaxMembers);
