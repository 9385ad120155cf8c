using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>What a channel's limit of events takes away.</summary>
public abstract class RetentionByCountConformance<TFixture> : HistoryParts<TFixture>
    where TFixture : ITrimsByCount, new()
{
    private static ChannelRetention Three { get; } = new(null, 3);

    private static PublishOptions LastThree { get; } = new(Three);

    [SkippableFact]
    public async Task ReadAfter_TrimmedByCount_LastTrimmedIsStillAPosition()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = await PublishAsync(6, LastThree);

        await ShouldHoldAsync(await ReadAsync(ids[2]), ids[3..], start: ids[2], top: ids[5]);
        await ShouldHoldAsync(await ReadAsync(ids[1]), ids[3..], start: ids[2], top: ids[5], truncated: true);
        await ShouldHoldAsync(await ReadAsync(genesis), ids[3..], start: ids[2], top: ids[5], truncated: true);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.Oldest), ids[3..], start: ids[2], top: ids[5], truncated: true);
    }

    [SkippableFact]
    public async Task ReadAfter_RetentionOfTheReaderKeepsLess_IsTruncatedByIt()
    {
        EventId[] ids = await PublishAsync(6, Kept);
        var three = new ReadOptions(1000, Retention: Three);

        HistoryPage page = await ReadAsync(HistoryPosition.After(ids[0]), three);
        page.Truncated.ShouldBeTrue();
        page.Events.Select(e => e.Id).ShouldBe(ids[3..]);
        page = await ReadAsync(HistoryPosition.After(ids[3]), three);
        page.Truncated.ShouldBeFalse();
        page.Events.Select(e => e.Id).ShouldBe(ids[4..]);
    }

    [SkippableFact]
    public async Task ReadAfter_TimeBeforeWhatWasTrimmed_IsTruncated()
    {
        EventId trimmed = await PublishAsync("1", LastThree);
        await ElapseAsync(0.1);
        EventId[] ids = await PublishAsync(3, LastThree);

        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(trimmed.Timestamp)), ids, start: trimmed, top: ids[2]);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(trimmed.Timestamp.AddMilliseconds(-1))), ids, start: trimmed, top: ids[2], truncated: true);
    }
}
