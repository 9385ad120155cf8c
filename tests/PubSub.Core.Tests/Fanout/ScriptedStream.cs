using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Tests.Fanout;

/// <summary>A channel's stream on a <see cref="ScriptedAdapter"/>, which can lose what no stream should.</summary>
internal sealed class ScriptedStream(ChannelName channel)
{
    private const long FirstMillisecond = 1_768_473_000_000;

    private readonly Lock _lock = new();
    private readonly List<ChannelEvent> _events = [];
    private long _milliseconds = FirstMillisecond;
    private EventId _lastTrimmed = new(FirstMillisecond, 7, 0);
    private EventId _top = new(FirstMillisecond, 7, 0);

    public EventId Top
    {
        get
        {
            lock (_lock) return _top;
        }
    }

    /// <summary>Appends an event.</summary>
    /// <param name="padding">How many characters its payload carries besides its number.</param>
    public ChannelEvent Append(int padding = 0)
    {
        lock (_lock)
        {
            var id = new EventId(++_milliseconds, _top.Epoch, _top.Offset + 1);
            var appended = new ChannelEvent(id, TestBody.Numbered(channel, id.Offset, padding));
            _events.Add(appended);
            _top = id;
            return appended;
        }
    }

    /// <summary>Appends what is no event, and is left out by whoever reads it.</summary>
    public void AppendUnreadable()
    {
        lock (_lock) _top = new EventId(++_milliseconds, _top.Epoch, _top.Offset + 1);
    }

    /// <summary>Drops the oldest events but a few.</summary>
    public void TrimTo(int count)
    {
        lock (_lock)
        {
            if (_events.Count <= count) return;
            _lastTrimmed = _events[^(count + 1)].Id;
            _events.RemoveRange(0, _events.Count - count);
        }
    }

    /// <summary>Begins a new epoch, as a broker does that has lost everything.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _events.Clear();
            _top = _lastTrimmed = new EventId(++_milliseconds, _top.Epoch + 1, 0);
        }
    }

    /// <summary>Loses the last events under the same epoch, as a replica does that is promoted without them.</summary>
    public void LoseLast(int count)
    {
        lock (_lock)
        {
            _events.RemoveRange(_events.Count - count, count);
            _top = _events.Count > 0 ? _events[^1].Id : _lastTrimmed;
        }
    }

    public HistoryPage Read(HistoryPosition after, ReadOptions options)
    {
        lock (_lock)
        {
            int first = 0;
            bool valid = true;
            if (after.Id is { } id)
            {
                int found = _events.FindIndex(e => e.Id == id);
                valid = found >= 0 || id == _top || id == _lastTrimmed;
                first = id == _top ? _events.Count : found + 1;
            }
            else if (after.UnixMilliseconds is { } time)
            {
                first = _events.TakeWhile(e => e.Id.UnixMilliseconds <= time).Count();
                valid = _lastTrimmed.Offset == 0 || _lastTrimmed.UnixMilliseconds <= time;
            }

            ChannelEvent[] events = [.. _events.Skip(first).Take(CountFrom(first, options))];
            return new HistoryPage(events, first == 0 ? _lastTrimmed : _events[first - 1].Id, _top, !valid, first + events.Length < _events.Count);
        }
    }

    private int CountFrom(int first, ReadOptions options)
    {
        long bytes = 0;
        int fitting = _events.Skip(first).TakeWhile(e => (bytes += e.Body.Json.Length) <= options.MaxBytes).Count();
        return Math.Min(options.MaxEvents, Math.Max(1, fitting));
    }
}
