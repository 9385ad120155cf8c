namespace PubSub.Core.Presence;

/// <summary>A store's answer to a join, an update or a leave.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Member">The member as it is after the step; of one that left, as it was before. Null where there is none.</param>
/// <param name="Position">The channel's last change when the step was over.</param>
public readonly record struct PresenceOutcome(PresenceStatus Status, PresenceMember? Member = null, PresencePosition Position = default);
