using PubSub.Contracts;

namespace PubSub.Core.InMemory;

/// <summary>
/// Which ids were given under which dedup keys. Bounded: past the limit the oldest are forgotten first. Not thread-safe: its stripe's lock guards it.
/// </summary>
internal sealed class DedupTable(int limit)
{
    private readonly Dictionary<(ChannelName Channel, string Key), (EventId Id, long Expires)> _ids = [];
    private readonly Queue<(ChannelName Channel, string Key, long Expires)> _byAge = new();

    public bool TryGet(ChannelName channel, string key, long now, out EventId id)
    {
        bool known = _ids.TryGetValue((channel, key), out (EventId Id, long Expires) entry) && entry.Expires > now;
        id = known ? entry.Id : default;
        return known;
    }

    public void Add(ChannelName channel, string key, EventId id, TimeSpan lifetime, long now)
    {
        long expires = now + (long)lifetime.TotalMilliseconds;
        _ids[(channel, key)] = (id, expires);
        _byAge.Enqueue((channel, key, expires));
        Trim(now);
    }

    public void Trim(long now)
    {
        // Entries of one lifetime expire in the order of their adding; a mixture keeps some a little longer than it must.
        while (_byAge.TryPeek(out (ChannelName Channel, string Key, long Expires) oldest) && (oldest.Expires <= now || _byAge.Count > limit))
        {
            _byAge.Dequeue();
            (ChannelName, string) key = (oldest.Channel, oldest.Key);
            if (_ids.TryGetValue(key, out (EventId Id, long Expires) entry) && entry.Expires == oldest.Expires) _ids.Remove(key);
        }
    }
}
