using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>What the parts of the suite share that read history.</summary>
public abstract class HistoryParts<TFixture> : AdapterConformance<TFixture>
    where TFixture : IAdapterFixture, new()
{
    /// <summary>
    /// True where every position of a channel is that of an event of it, or of its beginning. Otherwise the channel shares its log with others, and a
    /// position may lie between two of its events: such are compared by what a read from them gives.
    /// </summary>
    protected bool IsExact => History.HasContiguousOffsets;

    /// <summary>Checks a page, and that both of its positions are good for what they are given for: to read on from.</summary>
    protected async Task ShouldHoldAsync(HistoryPage page, EventId[] events, EventId start, EventId top, bool truncated = false, bool hasMore = false)
    {
        page.Events.Select(e => e.Id).ShouldBe(events);
        page.Truncated.ShouldBe(truncated);
        page.HasMore.ShouldBe(hasMore);
        if (IsExact)
        {
            page.Start.ShouldBe(start);
            page.Top.ShouldBe(top);
        }

        HistoryPage afterTop = await ReadAsync(page.Top), afterStart = await ReadAsync(page.Start);
        afterTop.Truncated.ShouldBeFalse();
        afterTop.Events.ShouldBeEmpty();
        afterStart.Truncated.ShouldBeFalse();
        afterStart.Events.Take(events.Length).Select(e => e.Id).ShouldBe(events);
    }
}
