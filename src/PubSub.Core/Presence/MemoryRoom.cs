using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Presence;

/// <summary>One channel's members and their connections. Not safe to use from several threads.</summary>
internal sealed class MemoryRoom
{
    private readonly Dictionary<string, Occupant> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    /// <summary>The last change.</summary>
    public PresencePosition Position { get; private set; } = new(Epoch.Random(), 0);

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>How many nodes watch it.</summary>
    public int Watchers { get; set; }

    public PresenceSnapshot Snapshot() => PresenceSnapshot.Of(Position, _members.Values.Select(each => each.Member));

    public PresenceOutcome Join(
        PresenceConnection connection, PresenceInfo info, PresenceStay? stay, DateTimeOffset now, PresenceTerms terms, out PresenceChange? change)
    {
        change = null;
        if (_leases.TryGetValue(connection.ClientId, out Lease held) && held.MemberId != connection.MemberId) return Refuse(PresenceStatus.NotMember);
        if (info.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
        if (_members.TryGetValue(connection.MemberId, out Occupant? occupant))
        {
            PresenceInfo told = stay is null ? occupant.Member.Info.Merge(info) : stay.Value.KnownAt > PresenceStay.Of(occupant.Member).KnownAt ? info : occupant.Member.Info;
            if (told.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
            if (!told.IsSameAs(occupant.Member.Info)) change = Change(occupant, told, stay?.UpdatedAt ?? now, connection.ClientId);
        }
        else
        {
            if (_members.Count >= terms.MaxMembers) return Refuse(PresenceStatus.Full);
            PresencePosition next = Next();
            var member = new PresenceMember(connection.MemberId, connection.ClientId, stay?.JoinedAt ?? now, stay?.UpdatedAt, info) { Generation = next.Version, Version = next.Version };
            _members[connection.MemberId] = occupant = new Occupant(member);
            change = new PresenceChange(PresenceChangeKind.Joined, member, next, connection.ClientId);
        }

        occupant.Connections.Add(connection.ClientId);
        _leases[connection.ClientId] = new Lease(connection.MemberId, now + terms.Lease);
        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    public PresenceOutcome Update(PresenceConnection connection, PresenceInfo info, DateTimeOffset now, PresenceTerms terms, out PresenceChange? change)
    {
        change = null;
        if (!Has(connection) || !_members.TryGetValue(connection.MemberId, out Occupant? occupant)) return Refuse(PresenceStatus.NotMember);
        PresenceInfo merged = occupant.Member.Info.Merge(info);
        if (merged.Bytes > terms.MaxInfoBytes) return Refuse(PresenceStatus.TooLarge);
        change = Change(occupant, merged, now, connection.ClientId);
        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    public PresenceOutcome Leave(PresenceConnection connection, string? by, out PresenceChange? change)
    {
        change = null;
        if (!Has(connection) || !_members.TryGetValue(connection.MemberId, out Occupant? occupant)) return Refuse(PresenceStatus.NotMember);
        _leases.Remove(connection.ClientId);
        occupant.Connections.Remove(connection.ClientId);
        if (occupant.Connections.Count == 0)
        {
            _members.Remove(connection.MemberId);
            change = new PresenceChange(PresenceChangeKind.Left, occupant.Member, Next(), by);
        }

        return new PresenceOutcome(PresenceStatus.Done, occupant.Member, Position);
    }

    /// <summary>False where the connection is not there.</summary>
    public bool Renew(PresenceConnection connection, DateTimeOffset ends)
    {
        if (!Has(connection)) return false;
        _leases[connection.ClientId] = new Lease(connection.MemberId, ends);
        return true;
    }

    /// <summary>The connections whose leases have ended.</summary>
    public IEnumerable<PresenceConnection> Lapsed(ChannelName channel, DateTimeOffset now) =>
        _leases.Where(each => each.Value.Ends <= now).Select(each => new PresenceConnection(channel, each.Value.MemberId, each.Key));

    private bool Has(PresenceConnection connection) => _leases.TryGetValue(connection.ClientId, out Lease lease) && lease.MemberId == connection.MemberId;

    private PresenceChange Change(Occupant occupant, PresenceInfo info, DateTimeOffset now, string by)
    {
        PresencePosition next = Next();
        occupant.Member = occupant.Member with { Info = info, UpdatedAt = now, Version = next.Version };
        return new PresenceChange(PresenceChangeKind.Updated, occupant.Member, next, by);
    }

    private PresencePosition Next() => Position = Position with { Version = Position.Version + 1 };

    private PresenceOutcome Refuse(PresenceStatus status) => new(status, Position: Position);

    private readonly record struct Lease(string MemberId, DateTimeOffset Ends);

    private sealed class Occupant(PresenceMember member)
    {
        public PresenceMember Member { get; set; } = member;

        public HashSet<string> Connections { get; } = new(StringComparer.Ordinal);
    }
}
