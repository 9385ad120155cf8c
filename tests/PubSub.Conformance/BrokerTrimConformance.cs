using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>History that the broker trims in its own time: what is gone is told, and what is left is given.</summary>
public abstract class BrokerTrimConformance<TFixture> : HistoryParts<TFixture>
    where TFixture : ITrimsOnDemand, new()
{
    [SkippableFact]
    public async Task ReadAfter_EventAfterThePositionTrimmed_IsTruncated()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = await PublishAsync(6, Kept);
        await Fixture.TrimAsync(Orders, ids[2]);

        foreach (HistoryPosition position in new[] { HistoryPosition.After(ids[1]), HistoryPosition.After(genesis), HistoryPosition.Oldest })
        {
            HistoryPage page = await ReadAsync(position);
            page.Truncated.ShouldBeTrue();
            page.Events.Select(e => e.Id).ShouldBe(ids[3..]);
        }
    }

    [SkippableFact]
    public async Task ReadAfterTime_EverythingTrimmed_IsTruncated()
    {
        DateTimeOffset before = await Fixture.NowAsync() - TimeSpan.FromSeconds(1);
        EventId[] ids = await PublishAsync(3, Kept);
        await Fixture.TrimAsync(Orders, ids[2]);

        (await ReadAsync(HistoryPosition.AfterTime(before))).ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeTrue(), page => page.Events.ShouldBeEmpty());
    }

    [SkippableFact]
    public async Task ReadAfter_OnlyEventsBeforeThePositionTrimmed_IsComplete()
    {
        EventId[] ids = await PublishAsync(6, Kept);
        await Fixture.TrimAsync(Orders, ids[2]);

        await ShouldHoldAsync(await ReadAsync(ids[3]), ids[4..], start: ids[3], top: ids[5]);
    }

    [SkippableFact]
    public async Task ReadAfter_EverythingTrimmed_OlderIsTruncatedAndNewEventsAreGiven()
    {
        EventId[] ids = await PublishAsync(3, Kept);
        await Fixture.TrimAsync(Orders, ids[2]);

        (await ReadAsync(ids[0])).Truncated.ShouldBeTrue();
        EventId top = await TopAsync();
        EventId next = await PublishAsync("1", Kept);
        (await ReadAsync(top)).ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeFalse(), page => page.Events.ShouldHaveSingleItem().Id.ShouldBe(next));
    }
}
