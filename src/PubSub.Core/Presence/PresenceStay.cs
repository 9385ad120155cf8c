namespace PubSub.Core.Presence;

/// <summary>A member's stay in a channel as a node knows it, which it tells a store that may have lost the member.</summary>
/// <param name="JoinedAt">When the member joined, by the store's clock.</param>
/// <param name="UpdatedAt">When what it tells was changed last, by the store's clock; null where it never was.</param>
public readonly record struct PresenceStay(DateTimeOffset JoinedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>From when it is known what the member tells: of two accounts of one member, the one with the later time is the newer.</summary>
    public DateTimeOffset KnownAt => UpdatedAt is { } updated && updated > JoinedAt ? updated : JoinedAt;

    /// <summary>The stay of a member.</summary>
    public static PresenceStay Of(PresenceMember member) => new(member.JoinedAt, member.UpdatedAt);
}
