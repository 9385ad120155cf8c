namespace PubSub.Core.Presence;

/// <summary>Who is in a channel at one moment.</summary>
/// <param name="Position">The last change that it holds.</param>
/// <param name="Members">The members, by the time at which they joined, then by id (ordinally).</param>
public sealed record PresenceSnapshot(PresencePosition Position, IReadOnlyList<PresenceMember> Members)
{
    /// <summary>Of a channel in which nobody is.</summary>
    public static PresenceSnapshot Empty { get; } = new(default, []);

    /// <summary>A snapshot of members in whatever order.</summary>
    public static PresenceSnapshot Of(PresencePosition position, IEnumerable<PresenceMember> members) =>
        new(position, [.. members.OrderBy(member => member.JoinedAt).ThenBy(member => member.Id, StringComparer.Ordinal)]);
}
