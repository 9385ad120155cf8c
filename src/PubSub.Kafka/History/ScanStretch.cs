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
        MoveTo(scans.Count > 0 ? scans.Min(scan => scan.From) : 0);
        foreach (ChannelScan scan in scans) Add(scan);
    }

    /// <summary>The offset to read on from.</summary>
    public long Next { get; private set; }

    /// <summary>The offset before which the last look ends.</summary>
    public long End { get; private set; }

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

        End = Math.Max(End, scan.Until);
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

    /// <summary>
    /// Takes note that the log ended before an offset when it was asked. A look that goes further was begun by who knows of later records; they are still to come.
    /// </summary>
    public void TakeEnd(long offset)
    {
        EndBefore(offset);
        Next = Math.Max(Next, offset);
    }

    /// <summary>Ends the looks that need a record which is no longer kept, and moves on to where the others need to be read from.</summary>
    /// <param name="low">The first offset that is kept.</param>
    public void Trim(long low)
    {
        foreach (ChannelScan scan in _open)
        {
            if (Math.Max(scan.From, Next) < low) scan.End(ScanResult.NotFound);
        }

        _open.RemoveWhere(scan => scan.IsDone);
        TrySkip(0);
    }

    /// <summary>Moves on to where the first look begins, if it is far ahead and nobody needs what lies between.</summary>
    /// <param name="least">More records than this must lie between.</param>
    /// <returns>True where <see cref="Next"/> is another offset than before.</returns>
    public bool TrySkip(long least)
    {
        if (_open.Count == 0) return false;
        long first = _open.Min(scan => scan.From);
        if (first - Next <= least) return false;
        MoveTo(first);
        return true;
    }

    /// <summary>Breaks off the looks that nobody waits for any more, and those that took too long.</summary>
    public void DropCancelled()
    {
        foreach (ChannelScan scan in _open)
        {
            if (scan.IsCancelled) scan.Cut(_last);
        }

        _open.RemoveWhere(scan => scan.IsDone);
    }

    private void MoveTo(long offset)
    {
        Next = offset;
        _last = new RecordPoint(offset - 1, -1);
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
