using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>Finds entries in the segments of a window. Under the window's lock.</summary>
internal static class LogSearch
{
    /// <summary>The segment that holds a sequence number.</summary>
    public static LogSegment SegmentOf(List<LogSegment> segments, long seq)
    {
        int low = 0, high = segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (segments[middle].FirstSeq <= seq) low = middle;
            else high = middle - 1;
        }

        return segments[low];
    }

    /// <summary>Finds the cursor right after exactly this id.</summary>
    /// <param name="segments">The window's segments, oldest first.</param>
    /// <param name="id">The id.</param>
    /// <param name="isOrdered">
    /// Whether somebody orders the channel, so that ids of one epoch rise; where nobody does, publishers' ids are mixed, and a search that trusts their order finds
    /// nothing.
    /// </param>
    /// <param name="cursor">The cursor.</param>
    public static bool TryFind(List<LogSegment> segments, EventId id, bool isOrdered, out LogCursor cursor) =>
        TryFindOrdered(segments, id, out cursor) || (!isOrdered && TryFindAnywhere(segments, id, out cursor));

    private static bool TryFindOrdered(List<LogSegment> segments, EventId id, out LogCursor cursor)
    {
        int low = 0, high = segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            LogSegment candidate = segments[middle];
            if (IsBefore(candidate[candidate.Count - 1].Id, id)) low = middle + 1;
            else high = middle;
        }

        if (low > high)
        {
            cursor = default;
            return false;
        }

        LogSegment segment = segments[low];
        int first = 0, last = segment.Count - 1;
        while (first < last)
        {
            int middle = (first + last) / 2;
            if (IsBefore(segment[middle].Id, id)) first = middle + 1;
            else last = middle;
        }

        // The whole id is the identity.
        bool found = segment[first].Id == id;
        cursor = found ? new LogCursor(segment.FirstSeq + first + 1) : default;
        return found;
    }

    private static bool IsBefore(EventId entry, EventId id) => entry.Epoch != id.Epoch || entry.Offset < id.Offset;

    private static bool TryFindAnywhere(List<LogSegment> segments, EventId id, out LogCursor cursor)
    {
        // From the end: most who come back come back soon.
        for (int s = segments.Count - 1; s >= 0; s--)
        {
            LogSegment segment = segments[s];
            for (int i = segment.Count - 1; i >= 0; i--)
            {
                if (segment[i].Id != id) continue;
                cursor = new LogCursor(segment.FirstSeq + i + 1);
                return true;
            }
        }

        cursor = default;
        return false;
    }
}
