using System.Runtime.CompilerServices;
using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>
/// A run of frames in one array. One writer, under the log's lock; any number of readers, without it: what lies below <see cref="Count"/> never
/// changes. Segments do not know each other, so a slow reader keeps one alive and not the chain.
/// </summary>
internal sealed class LogSegment(long firstSeq, int capacity)
{
    // A small segment is that of a quiet channel, and nearly always holds one event.
    private const int BytesOfAnEntry = 512;
    private const int MostFirstEntries = 64;

    private readonly byte[] _bytes = new byte[capacity];
    private LogEntry[] _entries = new LogEntry[Math.Clamp(capacity / BytesOfAnEntry, 1, MostFirstEntries)];
    private FilterAnswers[] _answers = [];
    private RenderedEvents[] _rendered = [];
    private volatile int _count;
    private int _usedBytes;
    private bool _isDropped;

    /// <summary>The sequence number of the first entry, counted by the node.</summary>
    public long FirstSeq { get; } = firstSeq;

    /// <summary>The bytes that there is room for.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>The entries that there is room for without a larger array.</summary>
    public int EntryCapacity => _entries.Length;

    /// <summary>The bytes that it holds in memory, but for the answers of filters, and for what renderers have made, which is counted where it is made.</summary>
    public int Size => _bytes.Length + (_entries.Length * Unsafe.SizeOf<LogEntry>());

    /// <summary>How many entries may be read.</summary>
    public int Count => _count;

    public ref readonly LogEntry this[int index] => ref _entries[index];

    public ReadOnlySpan<byte> Frame(in LogEntry entry) => _bytes.AsSpan(entry.Start, entry.End - entry.Start);

    public ReadOnlySpan<byte> Bytes(int first, int count) => _bytes.AsSpan(_entries[first].Start.._entries[first + count - 1].End);

    public bool HasRoomFor(int length) => _usedBytes + length <= _bytes.Length;

    /// <summary>Space for a frame that <see cref="Publish"/> then makes readable.</summary>
    public Span<byte> Reserve(int length) => _bytes.AsSpan(_usedBytes, length);

    public void Publish(EventId id, int length, int jsonStart)
    {
        int count = _count;
        if (count == _entries.Length) Array.Resize(ref _entries, count * 2);
        _entries[count] = new LogEntry(id, _usedBytes, _usedBytes + length, jsonStart);
        _usedBytes += length;
        // A volatile write: who sees the count sees the entry, its array and its bytes.
        _count = count + 1;
    }

    /// <summary>Asks a filter about an entry.</summary>
    public bool Matches(EventFilter filter, int index)
    {
        LogEntry entry = _entries[index];
        return filter.Matches(EncodedEvent.JsonOf(Frame(entry), entry.JsonStart));
    }

    /// <summary>The answers of a filter that is remembered. Found by the instance.</summary>
    public FilterAnswers AnswersOf(EventFilter filter)
    {
        FilterAnswers? made = null;
        while (true)
        {
            FilterAnswers[] seen = Volatile.Read(ref _answers);
            foreach (FilterAnswers answers in seen)
            {
                if (ReferenceEquals(answers.Filter, filter)) return answers;
            }

            made ??= new FilterAnswers(filter);
            // Which filters are remembered changes with their use: what others of before have answered goes, all at once.
            FilterAnswers[] next = seen.Length < ChannelFilters.MostRemembered ? [.. seen, made] : [made];
            if (Interlocked.CompareExchange(ref _answers, next, seen) == seen) return made;
        }
    }

    /// <summary>What a renderer has made of the entries. Found by the instance; there are a few in all.</summary>
    /// <param name="renderer">The renderer.</param>
    /// <param name="budget">What its work is charged to, until <see cref="DropRendered"/>.</param>
    public RenderedEvents RenderedBy(EventRenderer renderer, NodeBudget budget)
    {
        RenderedEvents? made = null;
        while (true)
        {
            RenderedEvents[] seen = Volatile.Read(ref _rendered);
            foreach (RenderedEvents rendered in seen)
            {
                if (ReferenceEquals(rendered.Renderer, renderer)) return rendered;
            }

            made ??= new RenderedEvents(renderer, budget);
            if (Interlocked.CompareExchange(ref _rendered, [.. seen, made], seen) != seen) continue;
            // Either this sees the segment dropped, or who drops it sees this.
            if (Volatile.Read(ref _isDropped)) made.Drop();
            return made;
        }
    }

    /// <summary>Gives back what renderers' work was charged, because the window has given the segment up.</summary>
    public void DropRendered()
    {
        Volatile.Write(ref _isDropped, true);
        Interlocked.MemoryBarrier();
        foreach (RenderedEvents each in Volatile.Read(ref _rendered)) each.Drop();
    }
}
