using PubSub.Core.Adapters;

namespace PubSub.Core.Presence;

/// <summary>One channel's members and their connections. Not safe to use from several threads.</summary>
/// <param name="all">The leases of all rooms.</param>
internal sealed class MemoryRoom(MemoryLeases all)
{
    private readonly Dictionary<string, Occupant> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryLease> _leases = new(StringComparer.Ordinal);

    /// <summary>The last change.</summary>
    public PresencePosition Position { get; private set; } = new(Epoch.Random(), 0);

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>How many nodes watch it.</summary>
    public int Watchers { get; set; }

    public PresenceSnapshot Snapshot() => PresenceSnapshot.Of(Position, _members.Values.Select(each => each.Member));

    public PresenceOutcome Join(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, MemoryTime now, PresenceTerms terms, out PresenceChange? change)
    {
        change = null;
        if (_leases.TryGetValue(connection.ClientId, out MemoryLease? held) && held.Connection.MemberId != connection.MemberId) return Refuse(PresenceStatus.NotMember);
        if (info.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
        if (_members.TryGetValue(connection.MemberId, out Occupant? occupant))
        {
            PresenceInfo told = stay is null ? occupant.Member.Info.Merge(info) : stay.Value.KnownAt > PresenceStay.Of(occupant.Member).KnownAt ? info : occupant.Member.Info;
            if (told.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
            if (!told.IsSameAs(occupant.Member.Info)) change = Change(occupant, told, stay?.UpdatedAt ?? now.Utc, now.Utc, connection.ClientId);
        }
        else
        {
            if (_members.Count >= terms.MaxMembers) return Refuse(PresenceStatus.Full);
            PresencePosition next = Next();
            var member = new PresenceMember(connection.MemberId, connection.ClientId, stay?.JoinedAt ?? now.Utc, stay?.UpdatedAt, info) { Generation = next.Version, Version = next.Version };
            _members[connection.MemberId] = occupant = new Occupant(member);
            change = new PresenceChange(PresenceChangeKind.Joined, member, next, now.Utc, connection.ClientId);
        }

        occupant.Connections.Add(connection.ClientId);
        if (held is null) _leases[connection.ClientId] = all.Add(connection, now.Elapsed + terms.Lease);
        else all.Renew(held, now.Elapsed + terms.Lease);
        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    public PresenceOutcome Update(PresenceConnection connection, PresenceInfo info, MemoryTime now, PresenceTerms terms, out PresenceChange? change)
    {
        change = null;
        if (Find(connection) is null || !_members.TryGetValue(connection.MemberId, out Occupant? occupant)) return Refuse(PresenceStatus.NotMember);
        PresenceInfo merged = occupant.Member.Info.Merge(info);
        if (merged.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
        change = Change(occupant, merged, now.Utc, now.Utc, connection.ClientId);
        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    public PresenceOutcome Leave(PresenceConnection connection, string? by, DateTimeOffset now, out PresenceChange? change)
    {
        change = null;
        if (Find(connection) is not { } lease || !_members.TryGetValue(connection.MemberId, out Occupant? occupant)) return Refuse(PresenceStatus.NotMember);
        _leases.Remove(connection.ClientId);
        all.Remove(lease);
        occupant.Connections.Remove(connection.ClientId);
        if (occupant.Connections.Count == 0)
        {
            _members.Remove(connection.MemberId);
            change = new PresenceChange(PresenceChangeKind.Left, occupant.Member, Next(), now, by);
        }

        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    /// <summary>False where the connection is not there.</summary>
    public bool Renew(PresenceConnection connection, TimeSpan ends)
    {
        if (Find(connection) is not { } lease) return false;
        all.Renew(lease, ends);
        return true;
    }

    private MemoryLease? Find(PresenceConnection connection) =>
        _leases.TryGetValue(connection.ClientId, out MemoryLease? lease) && lease.Connection.MemberId == connection.MemberId ? lease : null;

    private PresenceChange Change(Occupant occupant, PresenceInfo info, DateTimeOffset updatedAt, DateTimeOffset now, string by)
    {
        PresencePosition next = Next();
        occupant.Member = occupant.Member with { Info = info, UpdatedAt = updatedAt, Version = next.Version };
        return new PresenceChange(PresenceChangeKind.Updated, occupant.Member, next, now, by);
    }

    private PresencePosition Next() => Position = Position with { Version = Position.Version + 1 };

    private PresenceOutcome Refuse(PresenceStatus status) => new(status, Position: Position);

    private sealed class Occupant(PresenceMember member)
    {
        public PresenceMember Member { get; set; } = member;

        public HashSet<string> Connections { get; } = new(StringComparer.Ordinal);
    }
}
