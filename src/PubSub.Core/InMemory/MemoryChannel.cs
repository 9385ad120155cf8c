using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.InMemory;

/// <summary>The stream of one channel with history. Not thread-safe: its stripe's lock guards it.</summary>
internal sealed class MemoryChannel
{
    private readonly EventRing _events = new();
    private ChannelRetention _retention;
    private EventId _lastTrimmed;
    private EventId _top;

    public MemoryChannel(EventId genesis, ChannelRetention retention)
    {
        _retention = retention;
        _lastTrimmed = genesis;
        _top = genesis;
    }

    public EventId Top => _top;

    /// <summary>True where nothing is kept and the last event is older than the given instant.</summary>
    public bool IsIdleSince(long unixMilliseconds) => _events.Count == 0 && _top.UnixMilliseconds < unixMilliseconds;

    public EventId Append(EventBody body, ChannelRetention retention, long now)
    {
        _retention = retention;
        // Milliseconds never step back, so that ids sort as strings and a time finds its place.
        long ms = Math.Max(_top.UnixMilliseconds, now);
        var id = new EventId(ms, _top.Epoch, _top.Offset + 1);
        _events.Add(new ChannelEvent(id, body));
        _top = id;
        Trim(now);
        return id;
    }

    public void Trim(long now)
    {
        long oldest = _retention.Age is { } age ? now - (long)age.TotalMilliseconds : long.MinValue;
        int most = _retention.Count ?? int.MaxValue;
        while (_events.Count > 0 && (_events.Count > most || _events[0].Id.UnixMilliseconds <= oldest))
            _lastTrimmed = _events.RemoveFirst().Id;
    }

    public HistoryPage ReadAfter(HistoryPosition after, ReadOptions options, long now)
    {
        if (options.Retention is { } retention) _retention = retention;
        Trim(now);
        bool valid = TryFind(after, out int first);
        if (!valid && options.OnlyIfContinuous) return new HistoryPage([], _top, _top, Truncated: true, HasMore: false);
        if (!valid) first = 0;
        int count = CountFrom(first, options);
        var events = new ChannelEvent[count];
        for (int i = 0; i < count; i++) events[i] = _events[first + i];
        EventId start = first == 0 ? _lastTrimmed : _events[first - 1].Id;
        return new HistoryPage(events, start, _top, Truncated: !valid, HasMore: first + count < _events.Count);
    }

    private int CountFrom(int first, ReadOptions options)
    {
        int most = Math.Min(options.MaxEvents, _events.Count - first);
        long room = options.MaxBytes;
        for (int count = 0; count < most; count++)
        {
            room -= _events[first + count].Body.Json.Length;
            if (room < 0 && count > 0) return count;
        }

        return most;
    }

    // The whole id is the identity: an offset that some other event has is no position of this stream.
    private bool TryFind(HistoryPosition after, out int first)
    {
        first = 0;
        if (after.Id is { } id)
        {
            if (id == _top)
            {
                first = _events.Count;
                return true;
            }

            if (id == _lastTrimmed) return true;
            if (_events.Count == 0 || id.Epoch != _top.Epoch) return false;
            long index = id.Offset - _events[0].Id.Offset;
            if (index < 0 || index >= _events.Count || _events[(int)index].Id != id) return false;
            first = (int)index + 1;
            return true;
        }

        if (after.UnixMilliseconds is { } time)
        {
            first = FirstLaterThan(time);
            return _lastTrimmed.Offset == 0 || _lastTrimmed.UnixMilliseconds <= time;
        }

        return _lastTrimmed.Offset == 0;
    }

    private int FirstLaterThan(long unixMilliseconds)
    {
        int low = 0, high = _events.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_events[middle].Id.UnixMilliseconds <= unixMilliseconds) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
