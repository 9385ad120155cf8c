using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// A node's bounded window over a channel: the frames of its last events, encoded once, in order. It covers what comes after
/// its start up to <see cref="EndId"/>. Appending takes a lock; reading takes it only where a cursor passes from one segment to the next. The lock is the log
/// itself: what changes together with the window takes it too, and a quiet channel has no other object for it.
/// </summary>
internal sealed class ChannelLog(FanoutOptions limits, NodeBudget budget, bool isOrdered)
{
    private const int SmallestSegment = 512;
    private const int LargestSegment = 64 * 1024;

    // Of quiet channels; nothing is ever added to it.
    private static readonly List<LogSegment> s_none = [];

    private List<LogSegment> _segments = s_none;
    private long _first;
    private long _end;
    private long _restartedAt;
    private long _bytes;
    private long _appendedBytes;
    private long _generation;
    private bool _isFreed;
    private EventId _startId;
    private EventId _endId;

    /// <summary>The position of the window's last event, or the one that it begins after where it has none.</summary>
    public EventId EndId
    {
        get
        {
            lock (this) return _endId;
        }
    }

    /// <summary>The sequence number that the next entry will get.</summary>
    public long EndSeq => Volatile.Read(ref _end);

    /// <summary>All bytes that were ever appended.</summary>
    public long AppendedBytes => Volatile.Read(ref _appendedBytes);

    /// <summary>
    /// How many entries readers may be behind before publishers wait for them: half a window. Where the node's budget trims, it is half of the window's newer
    /// half, because what the window holds is then given up by halves.
    /// </summary>
    public long MostBehind
    {
        get
        {
            long half = limits.WindowEvents / 2;
            return budget.IsExceeded ? Math.Clamp((EndSeq - Volatile.Read(ref _first)) / 4, 1, half) : half;
        }
    }

    /// <summary>How often the window was begun anew. What history said before that is no knowledge about the window after it.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// Begins the window anew at a position. Every cursor into what was before is then behind, also one that stood at the end: its reader must ask
    /// the channel's history whether it missed anything.
    /// </summary>
    public void Reset(EventId start)
    {
        lock (this)
        {
            DropAll();
            Volatile.Write(ref _generation, _generation + 1);
            _startId = _endId = start;
            _restartedAt = _end + 1;
            Volatile.Write(ref _first, _restartedAt);
            Volatile.Write(ref _end, _restartedAt);
        }
    }

    /// <summary>Encodes an event and makes it readable.</summary>
    public void Append(EventId id, EventBody body)
    {
        int length = EncodedEvent.Length(body);
        lock (this)
        {
            if (_isFreed) return;
            LogSegment segment = SegmentFor(length);
            bool isNew = segment.Count == 0;
            int before = isNew ? 0 : segment.Size;
            EncodedEvent.Write(segment.Reserve(length), id, body);
            segment.Publish(id, length, EncodedEvent.JsonStart(body));
            // Not before it holds something: a segment without an entry would have neither a first nor a last.
            if (isNew) Add(segment);
            Charge(segment.Size - before);
            _endId = id;
            _appendedBytes += length;
            Volatile.Write(ref _end, _end + 1);
            Trim();
        }
    }

    /// <summary>Moves the window's end on to a position up to which history holds nothing more of the channel.</summary>
    public void PassTo(EventId position)
    {
        lock (this)
        {
            if (position.IsAfter(_endId)) _endId = position;
        }
    }

    /// <summary>The position that a cursor stands at, where it stands at the end.</summary>
    public bool TryGetPosition(LogCursor cursor, out EventId position)
    {
        lock (this)
        {
            position = _endId;
            return cursor.Seq == _end;
        }
    }

    /// <summary>Where the older half of a full window lies; nothing lies in it while there is room.</summary>
    /// <param name="first">The window's first entry.</param>
    /// <param name="middle">The first entry of the newer half, or <see cref="long.MinValue"/> where the window is not nearly full.</param>
    public void FindOlderHalf(out long first, out long middle)
    {
        lock (this)
        {
            first = _first;
            bool isNearlyFull = budget.IsExceeded || _end - _first > NearlyFull(limits.WindowEvents) || _bytes > NearlyFull(limits.WindowBytes);
            middle = isNearlyFull ? _first + ((_end - _first) / 2) : long.MinValue;
        }
    }

    /// <summary>Reads at a cursor, and leaves it where it is.</summary>
    public LogRead Read(ref LogCursor cursor, out LogSlice slice)
    {
        if (cursor.Segment is { } known && TrySlice(known, cursor.Seq, out slice)) return LogRead.Data;
        slice = default;
        if (cursor.Seq == EndSeq) return LogRead.End;
        lock (this)
        {
            if (cursor.Seq == _end) return LogRead.End;
            if (cursor.Seq < _restartedAt) return LogRead.Restarted;
            if (cursor.Seq < _first) return LogRead.Behind;
            cursor.Segment = LogSearch.SegmentOf(_segments, cursor.Seq);
            return TrySlice(cursor.Segment, cursor.Seq, out slice) ? LogRead.Data : LogRead.End;
        }
    }

    /// <summary>The cursor at the end, and the position there, from one look.</summary>
    public LogCursor AttachAtEnd(out EventId position)
    {
        lock (this)
        {
            position = _endId;
            return new LogCursor(_end);
        }
    }

    /// <summary>The cursor at the beginning, and the position before it, from one look.</summary>
    public LogCursor AttachAtStart(out EventId position)
    {
        lock (this)
        {
            position = _startId;
            return new LogCursor(_first);
        }
    }

    /// <summary>
    /// Finds the cursor right after a position. The whole id counts: the window holds exactly that id, or begins or ends with it.
    /// </summary>
    /// <param name="position">The position.</param>
    /// <param name="verifiedIn">
    /// The <see cref="Generation"/> of before the channel's history was read and found to hold the position, or -1. In that generation the position may be
    /// ahead of the window, because history is written before the live event arrives: the cursor stands at the end, and the reader skips what
    /// comes up to the position. In a later one the same offset may be that of another event.
    /// </param>
    /// <param name="cursor">The cursor.</param>
    public bool TryLocate(EventId position, long verifiedIn, out LogCursor cursor)
    {
        lock (this)
        {
            if (position == _endId || (verifiedIn == _generation && position.IsAfter(_endId)))
            {
                cursor = new LogCursor(_end);
                return true;
            }

            if (position == _startId)
            {
                cursor = new LogCursor(_first);
                return true;
            }

            return TryFind(position, out cursor);
        }
    }

    /// <summary>Where an event stands to the window. Only where somebody orders the channel.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="previous">The id of the event before it, where that is known.</param>
    public LogPlace PlaceOf(EventId id, EventId? previous)
    {
        lock (this)
        {
            if (id.Epoch != _endId.Epoch) return LogPlace.Foreign;
            if (id.Offset > _endId.Offset + 1) return LogPlace.Beyond;
            if (id.Offset > _endId.Offset) return previous is { } before && before != _endId ? LogPlace.Foreign : LogPlace.Next;
            // Milliseconds rise with the offsets, so that an event of later ones is not the one that had this offset.
            if (id.Offset < _startId.Offset) return id.UnixMilliseconds > _startId.UnixMilliseconds ? LogPlace.Foreign : LogPlace.Before;
            return id == _startId || id == _endId || TryFind(id, out _) ? LogPlace.Known : LogPlace.Foreign;
        }
    }

    /// <summary>Gives up what was ordered before an instant, so that a quiet channel does not hold its last events for ever.</summary>
    /// <param name="unixMilliseconds">Events whose ids carry earlier milliseconds go, by whole segments.</param>
    public void TrimBefore(long unixMilliseconds)
    {
        lock (this)
        {
            while (_segments.Count > 0 && _segments[0][_segments[0].Count - 1].Id.UnixMilliseconds < unixMilliseconds) DropOldest();
        }
    }

    /// <summary>Gives all memory back, for good: what is still appended, by a read of history that was under way, is dropped.</summary>
    public void Free()
    {
        lock (this)
        {
            _isFreed = true;
            DropAll();
        }
    }

    private static long NearlyFull(long limit) => limit / 4 * 3;

    private static bool TrySlice(LogSegment segment, long seq, out LogSlice slice)
    {
        long index = seq - segment.FirstSeq;
        int count = segment.Count;
        slice = index < count ? new LogSlice(segment, (int)index, count - (int)index) : default;
        return index < count;
    }

    private bool TryFind(EventId id, out LogCursor cursor) => LogSearch.TryFind(_segments, id, isOrdered, out cursor);

    // Segments begin as small as their frame and double: a quiet channel costs what its events cost.
    private LogSegment SegmentFor(int length)
    {
        LogSegment? last = _segments.Count > 0 ? _segments[^1] : null;
        if (last is not null && last.HasRoomFor(length) && last.Count < MostEntries) return last;
        int wanted = Math.Clamp((last?.Capacity ?? 0) * 2, SmallestSegment, LargestBytes);
        return new LogSegment(_end, Math.Max(wanted, length));
    }

    private void Add(LogSegment segment)
    {
        if (_segments == s_none) _segments = [];
        _segments.Add(segment);
    }

    // The window is trimmed by whole segments; an eighth of it is the grain.
    private int MostEntries => Math.Max(1, limits.WindowEvents / 8);

    // Where the node's budget is used up, every channel may still hold two.
    private int LargestBytes => (int)Math.Clamp(limits.WindowBytes / 8, SmallestSegment, budget.IsExceeded ? LargestSegment / 2 : LargestSegment);

    private void Trim()
    {
        while (_segments.Count > 1 && (_end - _first > limits.WindowEvents || _bytes > limits.WindowBytes)) DropOldest();
        // The second stays: a segment that has just begun would be all that is left for readers who are nearly at the end.
        while (_segments.Count > 2 && budget.IsExceeded) DropOldest();
    }

    private void DropOldest()
    {
        LogSegment oldest = _segments[0];
        _startId = oldest[oldest.Count - 1].Id;
        if (_segments.Count == 1) _segments = s_none;
        else _segments.RemoveAt(0);
        Volatile.Write(ref _first, oldest.FirstSeq + oldest.Count);
        oldest.DropRendered();
        Charge(-oldest.Size);
    }

    // Most entries change nothing of it, and the budget is shared by all channels.
    private void Charge(int bytes)
    {
        if (bytes == 0) return;
        _bytes += bytes;
        budget.Add(bytes);
    }

    private void DropAll()
    {
        foreach (LogSegment segment in _segments) segment.DropRendered();
        _segments = s_none;
        budget.Add(-_bytes);
        _bytes = 0;
    }
}
