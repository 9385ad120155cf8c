using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>What a channel's limit of age takes away. The steps that must come before an event is too old take far less than half a unit.</summary>
public abstract class RetentionByAgeConformance<TFixture> : HistoryParts<TFixture>
    where TFixture : ITrimsByAge, new()
{
    private ChannelRetention OneUnit => new(Units(1), null);

    private PublishOptions Brief => new(OneUnit);

    [SkippableFact]
    public async Task ReadAfter_TrimmedByTime_KeepsYoungerEvents()
    {
        EventId[] old = await PublishAsync(2, Brief);
        await ElapseAsync(0.6);
        EventId[] young = await PublishAsync(2, Brief);
        await ElapseAsync(0.4);

        await ShouldHoldAsync(await ReadAsync(old[1]), young, start: old[1], top: young[1]);
        await ShouldHoldAsync(await ReadAsync(old[0]), young, start: old[1], top: young[1], truncated: true);
    }

    [SkippableFact]
    public async Task ReadAfter_EverythingTrimmed_TopIsCompleteAndOlderIsNot()
    {
        EventId[] ids = await PublishAsync(2, Brief);
        await ElapseAsync(1);

        if (IsExact) (await TopAsync()).ShouldBe(ids[1]);
        await ShouldHoldAsync(await ReadAsync(ids[1]), [], start: ids[1], top: ids[1]);
        await ShouldHoldAsync(await ReadAsync(ids[0]), [], start: ids[1], top: ids[1], truncated: true);
    }

    [SkippableFact]
    public async Task ReadAfter_RetentionOfTheReaderKeepsLess_IsTruncatedByIt()
    {
        EventId[] ids = await PublishAsync(3, Kept);
        await ElapseAsync(1);

        HistoryPage page = await ReadAsync(HistoryPosition.After(ids[0]), new ReadOptions(1000, Retention: OneUnit));
        page.Truncated.ShouldBeTrue();
        page.Events.ShouldBeEmpty();
    }
}
