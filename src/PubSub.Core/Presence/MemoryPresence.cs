using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// Members in memory, shared by the stores of the nodes of one process; a host has one. Changes are told under the lock, so in their order. Safe to use
/// from any thread.
/// </summary>
internal sealed class MemoryPresence(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ChannelName, MemoryRoom> _rooms = [];
    private readonly Dictionary<object, Node> _nodes = [];
    private DateTimeOffset _sweptAt = time.GetUtcNow();
    private DateTimeOffset _sparesUntil;

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
            DateTimeOffset now = Now();
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
            DateTimeOffset ends = Now() + lease;
            return [.. connections.Where(each => !(_rooms.TryGetValue(each.Channel, out MemoryRoom? room) && room.Renew(each, ends)))];
        }
    }

    public int Sweep(PresenceSweep sweep)
    {
        lock (_gate)
        {
            DateTimeOffset now = Now();
            // A process that was suspended has sent no heartbeats.
            if (now - _sweptAt > sweep.AwayAfter) _sparesUntil = now + sweep.Lease;
            _sweptAt = now;
            if (now < _sparesUntil) return 0;
            PresenceConnection[] lapsed = [.. _rooms.SelectMany(each => each.Value.Lapsed(each.Key, now)).Take(sweep.Limit)];
            foreach (PresenceConnection connection in lapsed) Remove(connection, by: null);
            return lapsed.Length;
        }
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

    private PresenceOutcome Remove(PresenceConnection connection, string? by)
    {
        if (!_rooms.TryGetValue(connection.Channel, out MemoryRoom? room)) return new PresenceOutcome(PresenceStatus.NotMember);
        PresenceOutcome outcome = room.Leave(connection, by, out PresenceChange? change);
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
        if (!_rooms.TryGetValue(channel, out MemoryRoom? room)) _rooms[channel] = room = new MemoryRoom();
        return room;
    }

    // Kept while somebody watches it, so that its versions go on.
    private void ForgetIfUnused(ChannelName channel, MemoryRoom room)
    {
        if (room is { Count: 0, Watchers: 0 }) _rooms.Remove(channel);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed class Node(IPresenceSink sink)
    {
        public IPresenceSink Sink { get; } = sink;

        public HashSet<ChannelName> Watched { get; } = [];
    }
}
