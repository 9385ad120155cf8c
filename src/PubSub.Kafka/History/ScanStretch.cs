using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>The looks that a pass carries out, and how far it has come. Used by one thread.</summary>
internal sealed class ScanStretch
{
    private readonly Dictionary<ChannelName, List<ChannelScan>> _active = [];
    // By where they begin.
    private readonly PriorityQueue<ChannelScan, long> _future = new();
    // By where they end.
    private readonly PriorityQueue<ChannelScan, long> _ends = new();
    private readonly HashSet<ChannelScan> _open = [];
    private RecordPoint _last;

    public ScanStretch(List<ChannelScan> scans)
    {
        Begin = scans.Count > 0 ? scans.Min(scan => scan.From) : 0;
        Next = Begin;
        _last = new RecordPoint(Begin - 1, -1);
        foreach (ChannelScan scan in scans) Add(scan);
    }

    /// <summary>The offset to begin at.</summary>
    public long Begin { get; }

    /// <summary>The first offset that has not been read.</summary>
    public long Next { get; private set; }

    public bool IsDone => _open.Count == 0;

    /// <summary>Adds a look that begins where this one still comes by.</summary>
    public void Add(ChannelScan scan)
    {
        if (!scan.TryStart()) return;
        if (scan.From >= scan.Until)
        {
            scan.End(ScanResult.Complete);
            return;
        }

        _open.Add(scan);
        _future.Enqueue(scan, scan.From);
        _ends.Enqueue(scan, scan.Until);
    }

    public void Take(LogRecord record)
    {
        long offset = record.Point.Offset;
        EndBefore(offset);
        while (_future.TryPeek(out ChannelScan? scan, out long from) && from <= offset)
        {
            _future.Dequeue();
            Activate(scan, record.Point);
        }

        if (record.Channel is { } channel && _active.TryGetValue(channel, out List<ChannelScan>? scans))
        {
            foreach (ChannelScan scan in scans) scan.Read(record, _last);
            scans.RemoveAll(Drop);
            if (scans.Count == 0) _active.Remove(channel);
        }

        _last = record.Point;
        Next = offset + 1;
        EndBefore(Next);
    }

    /// <summary>Ends every look: the log ends here, or cannot be read on.</summary>
    public void EndAll(ScanResult result)
    {
        foreach (ChannelScan scan in _open) scan.End(result);
        _open.Clear();
    }

    /// <summary>Breaks off the looks that nobody waits for any more, and those that took too long.</summary>
    public void DropCancelled()
    {
        foreach (ChannelScan scan in _open)
        {
            if (scan.IsCancelled) scan.End(ScanResult.Cut);
        }

        _open.RemoveWhere(scan => scan.IsDone);
    }

    private void Activate(ChannelScan scan, RecordPoint first)
    {
        scan.Begin(first);
        if (Drop(scan)) return;
        if (!_active.TryGetValue(scan.Channel, out List<ChannelScan>? scans)) _active[scan.Channel] = scans = [];
        scans.Add(scan);
    }

    private void EndBefore(long offset)
    {
        while (_ends.TryPeek(out ChannelScan? scan, out long until) && until <= offset)
        {
            _ends.Dequeue();
            scan.End(ScanResult.Complete);
            _open.Remove(scan);
        }
    }

    private bool Drop(ChannelScan scan)
    {
        if (scan.IsDone) _open.Remove(scan);
        return scan.IsDone;
    }
}
