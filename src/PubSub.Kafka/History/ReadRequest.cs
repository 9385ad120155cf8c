using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>One read of a channel's history: what counts, up to where, and the answer where memory has it.</summary>
internal sealed class ReadRequest
{
    private readonly ReadOptions _options;
    private readonly Action<RecordPoint> _corrupt;
    private readonly long _epoch;

    public ReadRequest(ChannelName channel, PartitionLog log, HistoryPosition after, ReadOptions options, TimeProvider time, Action<RecordPoint> corrupt)
    {
        Channel = channel;
        Log = log;
        After = after;
        _options = options;
        _corrupt = corrupt;
        _epoch = log.Epoch.EpochOf(channel);
        Gone = options.Retention?.Age is { } age ? (time.GetUtcNow() - age).ToUnixTimeMilliseconds() : -1;
    }

    public ChannelName Channel { get; }

    public PartitionLog Log { get; }

    public HistoryPosition After { get; }

    /// <summary>Events of this millisecond or earlier are not kept; -1 where age does not matter.</summary>
    public long Gone { get; }

    /// <summary>How many events are kept, or null where their number does not matter.</summary>
    public int? Count => _options.Retention?.Count;

    /// <summary>The offset before which the read ends. Set by <see cref="TryRead"/>.</summary>
    public long Until { get; private set; }

    /// <summary>The top at <see cref="Until"/>.</summary>
    public EventId Top { get; private set; }

    /// <summary>Settles up to where the read goes, and answers it from memory where that reaches back far enough; null where it does not.</summary>
    public HistoryPage? TryRead(RecordWindow window, RecordPoint before, long next)
    {
        RecordPoint last = window.Count > 0 ? window[window.Count - 1].Point : before;
        // The last record may be on its way to the subscribers still. A top with less before it would have it left out: it is of before the top, and not in the page.
        Until = Math.Max(next, last.Offset + 1);
        Top = last.IdIn(_epoch);
        if (!TryFind(window, before, out int first, out bool isTruncated)) return null;
        if (isTruncated && Broken() is { } broken) return broken;
        int skip = 0;
        if (Count is { } count)
        {
            RecordCounter counter = Counter();
            Read(window, before, first, counter);
            skip = Math.Max(0, counter.Count - count);
        }

        PageBuilder page = Page(skip, int.MaxValue);
        Read(window, before, first, page);
        return page.Build(After.Id, Top, isTruncated);
    }

    /// <summary>A page that holds as much as was asked for, and at most that many bytes.</summary>
    public PageBuilder Page(int skip, int mostBytes) =>
        new(_epoch, Log.Epoch.Generation, _options with { MaxBytes = Math.Min(_options.MaxBytes, mostBytes) }, Gone, skip, _corrupt);

    /// <summary>Counts what the channel keeps, as far as the answer needs it.</summary>
    public RecordCounter Counter() => new(Gone, _options.OnlyIfContinuous && Count is { } count ? count : int.MaxValue);

    /// <summary>The answer where nothing follows.</summary>
    /// <param name="isTruncated">True where something may have followed that is not kept any more.</param>
    public HistoryPage Empty(bool isTruncated) => new([], Top, Top, isTruncated, HasMore: false);

    /// <summary>The answer where the position is not kept any more and then nothing is to be read; null where what is kept is wanted all the same.</summary>
    public HistoryPage? Broken() => _options.OnlyIfContinuous ? Empty(isTruncated: true) : null;

    /// <summary>Whether a position can be one of this channel: of its epoch, not beyond what was read, and not before what the log keeps.</summary>
    public bool IsPlausible(EventId id, long low) =>
        id.Epoch == _epoch && id.Offset <= Until && id.Offset >= low && (id.Offset > 0 || id.UnixMilliseconds == Log.Epoch.Generation);

    private bool TryFind(RecordWindow window, RecordPoint before, out int first, out bool isTruncated)
    {
        first = 0;
        isTruncated = false;
        if (After.Id is { } id)
        {
            if (id == Top)
            {
                first = window.Count;
                return true;
            }

            var sought = new RecordPoint(id.Offset - 1, id.UnixMilliseconds);
            if (id.Epoch != _epoch) return IsWhole(before) && Oldest(window, out first, out isTruncated, isInvalid: true);
            // Of a place whose record the node that gave it could not look at, there is the offset only.
            bool isPlaceOnly = id.UnixMilliseconds == Log.Epoch.Generation;
            if (sought == before || (isPlaceOnly && sought.Offset == before.Offset)) return true;
            if (sought.Offset <= before.Offset && !IsWhole(before)) return false;
            if (isPlaceOnly && sought.Offset > before.Offset && sought.Offset < Until)
            {
                first = window.IndexOf(sought.Offset + 1);
                return true;
            }

            int index = window.IndexOf(sought.Offset);
            if (index == window.Count || window[index].Point != sought) return IsWhole(before) && Oldest(window, out first, out isTruncated, isInvalid: true);
            first = index + 1;
            return true;
        }

        if (After.UnixMilliseconds is { } instant)
        {
            if (!IsWhole(before) && Math.Max(before.UnixMilliseconds, window.LatestDropped) > instant) return false;
            first = window.IndexAfterTime(instant);
            // The place before the window may be one whose time nobody knows.
            return IsWhole(before) || first > 0;
        }

        return IsWhole(before) && Oldest(window, out first, out isTruncated, isInvalid: false);
    }

    // The log has never had a record that is not in the window.
    private static bool IsWhole(RecordPoint before) => before.Offset < 0;

    private bool Oldest(RecordWindow window, out int first, out bool isTruncated, bool isInvalid)
    {
        first = Gone > 0 ? window.IndexAfterTime(Gone) : 0;
        isTruncated = isInvalid || first > 0;
        return true;
    }

    private void Read(RecordWindow window, RecordPoint before, int first, IRecordReader reader)
    {
        RecordPoint previous = first > 0 ? window[first - 1].Point : before;
        for (int i = first; i < window.Count; i++)
        {
            LogRecord record = window[i];
            if (record.Channel == Channel && !reader.Read(record, previous)) return;
            previous = record.Point;
        }
    }
}
