using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// Members in memory, shared by the stores of the nodes of one process; a host has one. Changes are told under the lock, so in their order. Leases go by the time that
/// has passed, and not by the clock of the machine, which may be set. Safe to use from any thread.
/// </summary>
internal sealed class MemoryPresence(TimeProvider time)
{
    private const int LookedAtOnce = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<ChannelName, MemoryRoom> _rooms = [];
    private readonly Dictionary<object, Node> _nodes = [];
    private readonly MemoryLeases _leases = new();
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _sweptAt;
    private TimeSpan _sparesUntil;

    public void Add(object node, IPresenceSink sink)
    {
        lock (_gate) _nodes.Add(node, new Node(sink));
    }

    public void Watch(object node, ChannelName channel)
    {
        lock (_gate)
        {
            if (_nodes[node].Watched.Add(channel)) RoomOf(channel).Watchers++;
        }
    }

    public void Unwatch(object node, ChannelName channel)
    {
        lock (_gate)
        {
            if (!_nodes[node].Watched.Remove(channel)) return;
            MemoryRoom room = _rooms[channel];
            room.Watchers--;
            ForgetIfUnused(channel, room);
        }
    }

    public PresenceOutcome Join(PresenceConnection connection, PresenceInfo info, PresenceStay? stay, PresenceTerms terms)
    {
        lock (_gate)
        {
            MemoryRoom room = RoomOf(connection.Channel);
            MemoryTime now = Now();
            PresenceOutcome outcome = room.Join(connection, info, stay, now, terms, out PresenceChange? change);
            Tell(connection.Channel, change);
            ForgetIfUnused(connection.Channel, room);
            return outcome;
        }
    }

    public PresenceOutcome Update(PresenceConnection connection, PresenceInfo info, PresenceTerms terms)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(connection.Channel, out MemoryRoom? room)) return new PresenceOutcome(PresenceStatus.NotMember);
            PresenceOutcome outcome = room.Update(connection, info, Now(), terms, out PresenceChange? change);
            Tell(connection.Channel, change);
            return outcome;
        }
    }

    public PresenceOutcome Leave(PresenceConnection connection)
    {
        lock (_gate) return Remove(connection, by: connection.ClientId);
    }

    public IReadOnlyList<PresenceConnection> Beat(IReadOnlyList<PresenceConnection> connections, TimeSpan lease)
    {
        lock (_gate)
        {
            TimeSpan ends = Now().Elapsed + lease;
            return [.. connections.Where(each => !(_rooms.TryGetValue(each.Channel, out MemoryRoom? room) && room.Renew(each, ends)))];
        }
    }

    public int Sweep(PresenceSweep sweep)
    {
        if (!MaySweep(sweep)) return 0;
        var lapsed = new List<PresenceConnection>();
        int removed = 0;
        bool isMore = true;
        // Whoever joins meanwhile waits for some of them, and not for all.
        while (isMore && removed < sweep.Limit)
        {
            lock (_gate)
            {
                lapsed.Clear();
                isMore = _leases.Look(Now().Elapsed, Math.Min(LookedAtOnce, sweep.Limit - removed), lapsed);
                foreach (PresenceConnection connection in lapsed) Remove(connection, by: null);
                removed += lapsed.Count;
            }
        }

        return removed;
    }

    public PresenceSnapshot Get(ChannelName channel)
    {
        lock (_gate) return _rooms.TryGetValue(channel, out MemoryRoom? room) ? room.Snapshot() : PresenceSnapshot.Empty;
    }

    public int Count(ChannelName channel)
    {
        lock (_gate) return _rooms.TryGetValue(channel, out MemoryRoom? room) ? room.Count : 0;
    }

    public PresencePosition PositionOf(ChannelName channel)
    {
        lock (_gate) return _rooms.TryGetValue(channel, out MemoryRoom? room) ? room.Position : default;
    }

    private bool MaySweep(PresenceSweep sweep)
    {
        lock (_gate)
        {
            TimeSpan now = Now().Elapsed;
            // A process that was suspended has sent no heartbeats.
            if (now - _sweptAt > sweep.AwayAfter) _sparesUntil = now + sweep.Lease;
            _sweptAt = now;
            return now >= _sparesUntil;
        }
    }

    private PresenceOutcome Remove(PresenceConnection connection, string? by)
    {
        if (!_rooms.TryGetValue(connection.Channel, out MemoryRoom? room)) return new PresenceOutcome(PresenceStatus.NotMember);
        PresenceOutcome outcome = room.Leave(connection, by, Now().Utc, out PresenceChange? change);
        Tell(connection.Channel, change);
        ForgetIfUnused(connection.Channel, room);
        return outcome;
    }

    private void Tell(ChannelName channel, PresenceChange? change)
    {
        if (change is null) return;
        foreach ((_, Node node) in _nodes)
        {
            if (node.Watched.Contains(channel)) node.Sink.OnChange(channel, change);
        }
    }

    private MemoryRoom RoomOf(ChannelName channel)
    {
        if (!_rooms.TryGetValue(channel, out MemoryRoom? room)) _rooms[channel] = room = new MemoryRoom(_leases);
        return room;
    }

    // Kept while somebody watches it, so that its versions go on.
    private void ForgetIfUnused(ChannelName channel, MemoryRoom room)
    {
        if (room is { Count: 0, Watchers: 0 }) _rooms.Remove(channel);
    }

    private MemoryTime Now() => new(DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), time.GetElapsedTime(_origin));

    private sealed class Node(IPresenceSink sink)
    {
        public IPresenceSink Sink { get; } = sink;

        public HashSet<ChannelName> Watched { get; } = [];
    }
}
