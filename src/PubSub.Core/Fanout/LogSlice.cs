using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>Entries of one segment that follow each other.</summary>
internal readonly struct LogSlice(LogSegment segment, int first, int count)
{
    public LogSegment Segment { get; } = segment;

    public int First { get; } = first;

    public int Count { get; } = count;

    public ReadOnlySpan<byte> Bytes => Segment.Bytes(First, Count);

    public EventId LastId => Segment[First + Count - 1].Id;

    /// <summary>As many entries as fit into a number of bytes, but one at least.</summary>
    public LogSlice Take(int bytes)
    {
        int limit = Segment[First].Start + bytes;
        if (Segment[First + Count - 1].End <= limit) return this;
        int low = 1, high = Count;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Segment[First + middle - 1].End <= limit) low = middle;
            else high = middle - 1;
        }

        return new LogSlice(Segment, First, low);
    }
}
