namespace PubSub.Kafka.Live;

/// <summary>The last records of a partition, in order, as many as its limits allow. Not thread-safe.</summary>
internal sealed class RecordWindow(WindowLimits limits)
{
    // What a record costs beside its bytes.
    private const int Overhead = 160;

    private readonly List<Entry> _records = [];
    private int _first;
    private long _bytes;
    private long _latest = long.MinValue;

    public int Count => _records.Count - _first;

    public LogRecord this[int index] => _records[_first + index].Record;

    /// <summary>The latest millisecond of the records that had to go: a broker's clock may step back, and the last of them need not be it.</summary>
    public long LatestDropped { get; private set; } = long.MinValue;

    /// <summary>Adds a record.</summary>
    /// <returns>The place of the last record that had to go for it, or null where none had to.</returns>
    public RecordPoint? Add(LogRecord record)
    {
        _latest = Math.Max(_latest, record.Point.UnixMilliseconds);
        _records.Add(new Entry(record, _latest));
        _bytes += record.Bytes + Overhead;
        RecordPoint? dropped = null;
        while (Count > 0 && (Count > limits.Records || _bytes > limits.Bytes))
        {
            (LogRecord oldest, LatestDropped) = _records[_first];
            dropped = oldest.Point;
            _bytes -= oldest.Bytes + Overhead;
            _records[_first++] = default;
        }

        // Moved together now and then, so that each record is moved once at most on average.
        if (_first > 32 && _first > _records.Count / 2)
        {
            _records.RemoveRange(0, _first);
            _first = 0;
        }

        return dropped;
    }

    /// <summary>The index of the first record at or after an offset; <see cref="Count"/> where there is none.</summary>
    public int IndexOf(long offset)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle].Point.Offset < offset) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>
    /// The index of the first record that is later than an instant, or comes after such a one; <see cref="Count"/> where there is none. It goes by the latest
    /// millisecond so far, which rises where the records' own may not.
    /// </summary>
    public int IndexAfterTime(long unixMilliseconds)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_records[_first + middle].Latest <= unixMilliseconds) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // With the latest millisecond of all records up to it.
    private readonly record struct Entry(LogRecord Record, long Latest);
}
