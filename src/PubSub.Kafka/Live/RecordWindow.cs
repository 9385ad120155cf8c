namespace PubSub.Kafka.Live;

/// <summary>The last records of a partition, in order, as many as its limits allow. Not thread-safe.</summary>
internal sealed class RecordWindow(WindowLimits limits)
{
    // What a record costs beside its bytes.
    private const int Overhead = 160;

    private readonly List<LogRecord> _records = [];
    private int _first;
    private long _bytes;

    public int Count => _records.Count - _first;

    public LogRecord this[int index] => _records[_first + index];

    /// <summary>Adds a record.</summary>
    /// <returns>The place of the last record that had to go for it, or null where none had to.</returns>
    public RecordPoint? Add(LogRecord record)
    {
        _records.Add(record);
        _bytes += record.Bytes + Overhead;
        RecordPoint? dropped = null;
        while (Count > 0 && (Count > limits.Records || _bytes > limits.Bytes))
        {
            LogRecord oldest = _records[_first];
            dropped = oldest.Point;
            _bytes -= oldest.Bytes + Overhead;
            _records[_first++] = null!;
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

    /// <summary>The index of the first record that is later than an instant; <see cref="Count"/> where there is none.</summary>
    public int IndexAfterTime(long unixMilliseconds)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle].Point.UnixMilliseconds <= unixMilliseconds) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
