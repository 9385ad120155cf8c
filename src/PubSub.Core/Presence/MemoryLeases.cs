namespace PubSub.Core.Presence;

/// <summary>
/// Leases by their ends. A renewal costs nothing here: a lease that is found renewed when its former end has come is put where its new one is, so that each is looked at
/// once a lease, and never all at once. Not safe to use from several threads.
/// </summary>
internal sealed class MemoryLeases
{
    private readonly SortedSet<MemoryLease> _byTime = new(Comparer<MemoryLease>.Create(static (x, y) =>
        x.LookedAt != y.LookedAt ? x.LookedAt.CompareTo(y.LookedAt) : x.Number.CompareTo(y.Number)));

    private long _given;

    /// <summary>Gives a connection a lease.</summary>
    public MemoryLease Add(PresenceConnection connection, TimeSpan ends)
    {
        var lease = new MemoryLease(connection, ++_given, ends);
        _byTime.Add(lease);
        return lease;
    }

    /// <summary>Gives a lease another end.</summary>
    public void Renew(MemoryLease lease, TimeSpan ends)
    {
        lease.Ends = ends;
        if (ends < lease.LookedAt) Place(lease);
    }

    /// <summary>Forgets a lease.</summary>
    public void Remove(MemoryLease lease) => _byTime.Remove(lease);

    /// <summary>Looks at leases whose time has come, the earliest first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="limit">The most to look at.</param>
    /// <param name="lapsed">Takes the connections of those that have ended, which are not forgotten by this.</param>
    /// <returns>Whether more are to be looked at.</returns>
    public bool Look(TimeSpan now, int limit, List<PresenceConnection> lapsed)
    {
        foreach (MemoryLease lease in _byTime.TakeWhile(each => each.LookedAt <= now).Take(limit).ToArray())
        {
            if (lease.Ends <= now) lapsed.Add(lease.Connection);
            else Place(lease);
        }

        return _byTime.Min is { } next && next.LookedAt <= now;
    }

    private void Place(MemoryLease lease)
    {
        _byTime.Remove(lease);
        lease.LookedAt = lease.Ends;
        _byTime.Add(lease);
    }
}
