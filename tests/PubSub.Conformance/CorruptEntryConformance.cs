using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>What is no event is left out, whatever its bytes are; what comes before and after it is complete.</summary>
public abstract class CorruptEntryConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : ITakesForeignEntries, new()
{
    [SkippableFact]
    public async Task ReadAfter_CorruptEntries_GivesTheEventsAroundThem()
    {
        EventId first = await PublishAsync("1", Kept);
        await Fixture.AppendForeignAsync(Orders, CorruptBodies.All);
        EventId second = await PublishAsync("2", Kept);

        HistoryPage page = await ReadAsync(first);
        (page.Truncated, page.HasMore).ShouldBe((false, false));
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(second);
        (await ReadAsync(HistoryPosition.Oldest)).Events.Select(e => e.Id).ShouldBe([first, second]);
    }

    [SkippableFact]
    public async Task ReadAfter_CorruptEntriesAtTheEnd_PassesThem()
    {
        EventId first = await PublishAsync("1", Kept);
        await Fixture.AppendForeignAsync(Orders, CorruptBodies.All);

        HistoryPage page = await ReadAsync(first);
        (page.Truncated, page.HasMore, page.Events.Count).ShouldBe((false, false, 0));
        page.Top.IsAfter(first).ShouldBeTrue();
        EventId second = await PublishAsync("2", Kept);
        (await ReadAsync(page.Top)).Events.ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [SkippableFact]
    public async Task Deliver_CorruptEntries_EventsAfterThemArrive()
    {
        await SubscribeAsync(Orders);
        EventId first = await PublishAsync("1", Kept);
        await Fixture.AppendForeignAsync(Orders, CorruptBodies.All);
        EventId second = await PublishAsync("2", Kept);

        (await Sink.ReceivesAsync(Orders, 2)).Select(e => e.Id).ShouldBe([first, second]);
    }
}
