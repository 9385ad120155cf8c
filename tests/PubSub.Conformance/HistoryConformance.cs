using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Reading events again: every boundary of a position, by id and by time, and what retention takes away.</summary>
public abstract class HistoryConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IAdapterFixture, new()
{
    private static PublishOptions LastThree { get; } = new(new ChannelRetention(null, 3));

    private static PublishOptions OneMinute { get; } = new(new ChannelRetention(TimeSpan.FromMinutes(1), null));

    [Fact]
    public async Task GetTop_EmptyChannel_IsStableAndAResumeFromItIsComplete()
    {
        EventId top = await TopAsync();
        top.Offset.ShouldBe(0);
        (await TopAsync()).ShouldBe(top);
        (await ReadAsync(top)).ShouldSatisfyAllConditions(
            page => page.Truncated.ShouldBeFalse(), page => page.Events.ShouldBeEmpty(), page => page.Start.ShouldBe(top), page => page.Top.ShouldBe(top));
        EventId[] ids = await PublishAsync(3, Kept);

        ShouldHold(await ReadAsync(top), ids, start: top, top: ids[2]);
    }

    [Fact]
    public async Task GetTop_TwoEmptyChannels_AreNotTheSamePosition() =>
        (await History.GetTopAsync(Chat, CancellationToken.None)).ShouldNotBe(await TopAsync());

    [Fact]
    public async Task ReadAfter_EachEvent_GivesTheRest()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = [genesis, .. await PublishAsync(5, Kept)];

        for (int i = 0; i < ids.Length; i++) ShouldHold(await ReadAsync(ids[i]), ids[(i + 1)..], start: ids[i], top: ids[^1]);
    }

    [Fact]
    public async Task ReadAfter_Limit_SaysThatThereIsMore()
    {
        EventId[] ids = await PublishAsync(5, Kept);

        ShouldHold(await ReadAsync(ids[1], 1), ids[2..3], start: ids[1], top: ids[4], hasMore: true);
        ShouldHold(await ReadAsync(ids[1], 3), ids[2..], start: ids[1], top: ids[4]);
        ShouldHold(await ReadAsync(ids[1], 2), ids[2..4], start: ids[1], top: ids[4], hasMore: true);
    }

    [Fact]
    public async Task ReadAfter_PageByPage_GivesEachEventOnce()
    {
        EventId position = await TopAsync();
        EventId[] ids = await PublishAsync(25, Kept);
        var seen = new List<EventId>();
        HistoryPage page;
        do
        {
            page = await ReadAsync(position, 4);
            page.Truncated.ShouldBeFalse();
            seen.AddRange(page.Events.Select(e => e.Id));
            position = seen[^1];
        }
        while (page.HasMore);

        seen.ShouldBe(ids);
    }

    [Fact]
    public async Task ReadAfter_PositionsThatAreNone_AreTruncated()
    {
        EventId[] ids = await PublishAsync(5, Kept);
        EventId[] others =
        [
            new(ids[4].UnixMilliseconds, ids[4].Epoch, ids[4].Offset + 1),
            new(ids[2].UnixMilliseconds + 1, ids[2].Epoch, ids[2].Offset),
            new(ids[4].UnixMilliseconds + 1, ids[4].Epoch, ids[4].Offset),
            new(ids[2].UnixMilliseconds, ids[2].Epoch ^ 1, ids[2].Offset),
            new(ids[2].UnixMilliseconds, ids[2].Epoch, EventId.MaxOffset),
            new(0, 0, 0),
            await History.GetTopAsync(Chat, CancellationToken.None),
            await Adapter.PublishAsync(Chat, Body("1", Chat.Value), Kept, CancellationToken.None),
        ];

        foreach (EventId other in others)
        {
            HistoryPage page = await ReadAsync(other);
            page.Truncated.ShouldBeTrue();
            page.Top.ShouldBe(ids[4]);
            page.Events.Select(e => e.Id).ShouldBe(ids);
        }
    }

    [Fact]
    public async Task ReadAfter_TrimmedByCount_LastTrimmedIsStillAPosition()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = await PublishAsync(6, LastThree);

        ShouldHold(await ReadAsync(ids[2]), ids[3..], start: ids[2], top: ids[5]);
        ShouldHold(await ReadAsync(ids[1]), ids[3..], start: ids[2], top: ids[5], truncated: true);
        ShouldHold(await ReadAsync(genesis), ids[3..], start: ids[2], top: ids[5], truncated: true);
        ShouldHold(await ReadAsync(HistoryPosition.Oldest), ids[3..], start: ids[2], top: ids[5], truncated: true);
    }

    [Fact]
    public async Task ReadAfter_TrimmedByTime_KeepsYoungerEvents()
    {
        EventId[] old = await PublishAsync(2, OneMinute);
        Advance(TimeSpan.FromSeconds(40));
        EventId[] young = await PublishAsync(2, OneMinute);
        Advance(TimeSpan.FromSeconds(30));

        ShouldHold(await ReadAsync(old[1]), young, start: old[1], top: young[1]);
        ShouldHold(await ReadAsync(old[0]), young, start: old[1], top: young[1], truncated: true);
    }

    [Fact]
    public async Task ReadAfter_EverythingTrimmed_TopIsCompleteAndOlderIsNot()
    {
        EventId[] ids = await PublishAsync(2, OneMinute);
        Advance(TimeSpan.FromHours(1));

        (await TopAsync()).ShouldBe(ids[1]);
        ShouldHold(await ReadAsync(ids[1]), [], start: ids[1], top: ids[1]);
        ShouldHold(await ReadAsync(ids[0]), [], start: ids[1], top: ids[1], truncated: true);
    }

    [Fact]
    public async Task ReadAfter_QuietForSixDays_EpochAndPositionAreKept()
    {
        EventId[] ids = await PublishAsync(2, OneMinute);
        for (int day = 0; day < 6; day++) Advance(TimeSpan.FromDays(1));
        ShouldHold(await ReadAsync(ids[1]), [], start: ids[1], top: ids[1]);
        EventId next = await PublishAsync("1", OneMinute);

        next.IsAfter(ids[1]).ShouldBeTrue();
        ShouldHold(await ReadAsync(ids[1]), [next], start: ids[1], top: next);
    }

    [Fact]
    public async Task ReadAfter_Time_GivesLaterMilliseconds()
    {
        EventId first = await PublishAsync("1", Kept);
        Advance(TimeSpan.FromSeconds(10));
        EventId second = await PublishAsync("2", Kept);
        EventId third = await PublishAsync("3", Kept);

        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(first.Timestamp)), [second, third], start: first, top: third);
        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(second.Timestamp.AddMilliseconds(-1))), [second, third], start: first, top: third);
        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(second.Timestamp)), [], start: third, top: third);
        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(second.Timestamp.AddDays(1))), [], start: third, top: third);
    }

    [Fact]
    public async Task ReadAfter_TimeBeforeWhatWasTrimmed_IsTruncated()
    {
        EventId trimmed = await PublishAsync("1", LastThree);
        Advance(TimeSpan.FromSeconds(10));
        EventId[] ids = await PublishAsync(3, LastThree);

        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(trimmed.Timestamp)), ids, start: trimmed, top: ids[2]);
        ShouldHold(await ReadAsync(HistoryPosition.AfterTime(trimmed.Timestamp.AddMilliseconds(-1))), ids, start: trimmed, top: ids[2], truncated: true);
    }

    [Fact]
    public async Task ReadAfter_Oldest_GivesWhatIsKept()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = await PublishAsync(3, Kept);

        ShouldHold(await ReadAsync(HistoryPosition.Oldest), ids, start: genesis, top: ids[2]);
    }

    [Fact]
    public async Task ReadAfter_EpochLost_IsTruncatedAndNewIdsAreOfAnotherEpoch()
    {
        _ = History;
        EventId empty = await History.GetTopAsync(Chat, CancellationToken.None);
        EventId[] ids = await PublishAsync(3, Kept);
        await Fixture.LoseEverythingAsync();
        IEventAdapter node = await StartNodeAsync(new RecordingSink());
        EventId next = await node.PublishAsync(Orders, Body("1"), Kept, CancellationToken.None);

        next.Epoch.ShouldNotBe(ids[0].Epoch);
        HistoryPage page = await node.History!.ReadAfterAsync(Orders, HistoryPosition.After(ids[0]), new ReadOptions(10), CancellationToken.None);
        page.Truncated.ShouldBeTrue();
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(next);
        (await node.History!.ReadAfterAsync(Chat, HistoryPosition.After(empty), new ReadOptions(10), CancellationToken.None)).Truncated.ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_Ephemeral_KeepsNothing()
    {
        EventId top = await TopAsync();
        await PublishAsync(10, Ephemeral);

        (await TopAsync()).ShouldBe(top);
        ShouldHold(await ReadAsync(HistoryPosition.Oldest), [], start: top, top: top);
    }

    private static void ShouldHold(HistoryPage page, EventId[] events, EventId start, EventId top, bool truncated = false, bool hasMore = false)
    {
        page.Events.Select(e => e.Id).ShouldBe(events);
        page.Start.ShouldBe(start);
        page.Top.ShouldBe(top);
        page.Truncated.ShouldBe(truncated);
        page.HasMore.ShouldBe(hasMore);
    }
}
