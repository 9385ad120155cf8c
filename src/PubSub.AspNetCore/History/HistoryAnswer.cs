using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.History;

/// <summary>What a request for history is answered.</summary>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Complete">Whether they are all that came after the position, as far as they go.</param>
/// <param name="Cursor">The position after them: a later request goes on from it, and so does a stream.</param>
/// <param name="HasMore">Whether more events follow, or may follow, already.</param>
internal sealed record HistoryAnswer(IReadOnlyList<ChannelEvent> Events, bool Complete, string Cursor, bool HasMore)
{
    /// <summary>The position after them, where there are more; else null.</summary>
    public string? Next => HasMore ? Cursor : null;

    /// <summary>
    /// Merges a page of each partition by the milliseconds of the events' ids. The order within each page is kept, which is what a partition key has; events that
    /// do not fit are left to the next answer.
    /// </summary>
    /// <param name="pages">A page of each partition, in their order; of the channel itself where it has none.</param>
    /// <param name="limit">The most events to answer.</param>
    public static HistoryAnswer Merge(IReadOnlyList<HistoryPage> pages, int limit)
    {
        var events = new List<ChannelEvent>(Math.Min(limit, pages.Sum(page => page.Events.Count)));
        var taken = new int[pages.Count];
        while (events.Count < limit && TryFindOldest(pages, taken, out int oldest)) events.Add(pages[oldest].Events[taken[oldest]++]);

        bool hasMore = false;
        var cursor = new EventId[pages.Count];
        for (int i = 0; i < cursor.Length; i++)
        {
            bool isAll = !pages[i].HasMore && taken[i] == pages[i].Events.Count;
            hasMore |= !isAll;
            cursor[i] = isAll ? pages[i].Top : taken[i] > 0 ? pages[i].Events[taken[i] - 1].Id : pages[i].Start;
        }

        return new HistoryAnswer(events, !pages.Any(page => page.Truncated), StreamCursor.Format(cursor), hasMore);
    }

    private static bool TryFindOldest(IReadOnlyList<HistoryPage> pages, int[] taken, out int oldest)
    {
        oldest = -1;
        long milliseconds = long.MaxValue;
        for (int i = 0; i < taken.Length; i++)
        {
            if (taken[i] == pages[i].Events.Count)
            {
                // What its next page holds may be older than all that the others still have.
                if (pages[i].HasMore) return false;
                continue;
            }

            long candidate = pages[i].Events[taken[i]].Id.UnixMilliseconds;
            if (candidate >= milliseconds) continue;
            milliseconds = candidate;
            oldest = i;
        }

        return oldest >= 0;
    }
}
