using System.Collections.Concurrent;

namespace PubSub.Core.Fanout;

/// <summary>
/// A run of frames in one array. One writer, under the log's lock; any number of readers, without it: what lies below <see cref="Count"/> never
/// changes. Segments do not know each other, so a slow reader keeps one alive and not the chain.
/// </summary>
internal sealed class LogSegment(long firstSeq, int capacity)
{
    /// <summary>For how many filters answers are remembered: sessions choose their filters, so there may be as many as sessions.</summary>
    private const int MostFilters = 64;

    private readonly byte[] _bytes = new byte[capacity];
    private LogEntry[] _entries = new LogEntry[4];
    private ConcurrentDictionary<EventFilter, byte[]>? _matches;
    private int _filters;
    private volatile int _count;
    private int _usedBytes;

    /// <summary>The sequence number of the first entry, counted by the node.</summary>
    public long FirstSeq { get; } = firstSeq;

    public int Capacity => _bytes.Length;

    /// <summary>How many entries may be read.</summary>
    public int Count => _count;

    public ref readonly LogEntry this[int index] => ref _entries[index];

    public ReadOnlySpan<byte> Frame(in LogEntry entry) => _bytes.AsSpan(entry.Start, entry.End - entry.Start);

    public ReadOnlySpan<byte> Bytes(int first, int count) => _bytes.AsSpan(_entries[first].Start.._entries[first + count - 1].End);

    public bool HasRoomFor(int length) => _usedBytes + length <= _bytes.Length;

    /// <summary>Space for a frame that <see cref="Publish"/> then makes readable.</summary>
    public Span<byte> Reserve(int length) => _bytes.AsSpan(_usedBytes, length);

    public void Publish(Contracts.EventId id, int length, int jsonStart)
    {
        int count = _count;
        if (count == _entries.Length) Array.Resize(ref _entries, count * 2);
        _entries[count] = new LogEntry(id, _usedBytes, _usedBytes + length, jsonStart);
        _usedBytes += length;
        // A volatile write: who sees the count sees the entry, its array and its bytes.
        _count = count + 1;
    }

    /// <summary>Whether a filter lets an entry through; asked once for an entry and a filter, whatever the number of sessions, for as many filters as are remembered.</summary>
    public bool Matches(EventFilter filter, int index)
    {
        ConcurrentDictionary<EventFilter, byte[]> matches = _matches
            ?? Interlocked.CompareExchange(ref _matches, new ConcurrentDictionary<EventFilter, byte[]>(), null)
            ?? _matches!;
        if (!matches.TryGetValue(filter, out byte[]? known))
        {
            if (Volatile.Read(ref _filters) >= MostFilters) return Asks(filter, index);
            Interlocked.Increment(ref _filters);
            known = matches.GetOrAdd(filter, static (_, length) => new byte[length], _entries.Length);
        }

        if (index >= known.Length) matches[filter] = known = Grown(known, _entries.Length);
        if (known[index] == 0)
        {
            // Two threads may both work an answer out; it is the same one.
            known[index] = Asks(filter, index) ? (byte)2 : (byte)1;
        }

        return known[index] == 2;
    }

    private bool Asks(EventFilter filter, int index)
    {
        LogEntry entry = _entries[index];
        return filter.Matches(EncodedEvent.JsonOf(Frame(entry), entry.JsonStart));
    }

    private static byte[] Grown(byte[] known, int length)
    {
        Array.Resize(ref known, length);
        return known;
    }
}
