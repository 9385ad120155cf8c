using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Reading events again: every boundary of a position, by id and by time.</summary>
public abstract class HistoryConformance<TFixture> : HistoryParts<TFixture>
    where TFixture : IAdapterFixture, new()
{
    [SkippableFact]
    public async Task GetTop_EmptyChannel_IsStableAndAResumeFromItIsComplete()
    {
        EventId top = await TopAsync();
        if (IsExact) top.Offset.ShouldBe(0);
        (await TopAsync()).ShouldBe(top);
        await ShouldHoldAsync(await ReadAsync(top), [], start: top, top: top);
        EventId[] ids = await PublishAsync(3, Kept);

        await ShouldHoldAsync(await ReadAsync(top), ids, start: top, top: ids[2]);
    }

    [SkippableFact]
    public async Task GetTop_TwoEmptyChannels_AreNotTheSamePosition()
    {
        EventId other = await History.GetTopAsync(Chat, CancellationToken.None), own = await TopAsync();

        if (IsExact) other.ShouldNotBe(own);
        // A log that channels share may have one position for both: then it is as good in the one as in the other.
        if (other == own) (await ReadAsync(other)).Truncated.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task GetTops_SeveralChannels_AnswersInTheirOrder()
    {
        ChannelName[] channels = [.. Enumerable.Range(0, 20).Select(i => ChannelName.Parse($"many:{i}"))];
        foreach (ChannelName channel in channels.Where((_, i) => i % 2 == 0)) await Adapter.PublishAsync(channel, Body("1", channel.Value), Kept, CancellationToken.None);
        var tops = new List<EventId>();
        foreach (ChannelName channel in channels) tops.Add(await History.GetTopAsync(channel, CancellationToken.None));

        (await History.GetTopsAsync(channels, CancellationToken.None)).ShouldBe(tops);
        (await History.GetTopsAsync([], CancellationToken.None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task ReadAfter_EachEvent_GivesTheRest()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = [genesis, .. await PublishAsync(5, Kept)];

        for (int i = 0; i < ids.Length; i++) await ShouldHoldAsync(await ReadAsync(ids[i]), ids[(i + 1)..], start: ids[i], top: ids[^1]);
    }

    [SkippableFact]
    public async Task ReadAfter_Limit_SaysThatThereIsMore()
    {
        EventId[] ids = await PublishAsync(5, Kept);

        await ShouldHoldAsync(await ReadAsync(ids[1], 1), ids[2..3], start: ids[1], top: ids[4], hasMore: true);
        await ShouldHoldAsync(await ReadAsync(ids[1], 3), ids[2..], start: ids[1], top: ids[4]);
        await ShouldHoldAsync(await ReadAsync(ids[1], 2), ids[2..4], start: ids[1], top: ids[4], hasMore: true);
    }

    [SkippableFact]
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

    [SkippableFact]
    public async Task ReadAfter_Bytes_EndsThePageBeforeTheEventThatIsTooMany()
    {
        EventId[] ids = await PublishAsync(5, Kept);
        int each = Body("""{"n":0}""").Json.Length;

        await ShouldHoldAsync(await ReadAsync(HistoryPosition.After(ids[0]), new ReadOptions(1000, each * 2)), ids[1..3], start: ids[0], top: ids[4], hasMore: true);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.After(ids[0]), new ReadOptions(1000, (each * 3) - 1)), ids[1..3], start: ids[0], top: ids[4], hasMore: true);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.After(ids[0]), new ReadOptions(1000, 1)), ids[1..2], start: ids[0], top: ids[4], hasMore: true);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.After(ids[3]), new ReadOptions(1000, 1)), ids[4..], start: ids[3], top: ids[4]);
    }

    [SkippableFact]
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
        ];

        foreach (EventId other in others)
        {
            HistoryPage page = await ReadAsync(other);
            page.Truncated.ShouldBeTrue();
            page.Events.Select(e => e.Id).ShouldBe(ids);
            if (IsExact) page.Top.ShouldBe(ids[4]);
        }
    }

    [SkippableFact]
    public async Task ReadAfter_OnlyIfContinuous_TellsWhatIsTruncatedAndReadsTheRest()
    {
        EventId[] ids = await PublishAsync(5, Kept);
        EventId other = new(ids[2].UnixMilliseconds, ids[2].Epoch ^ 1, ids[2].Offset);

        HistoryPage lost = await ReadAsync(HistoryPosition.After(other), new ReadOptions(10) { OnlyIfContinuous = true });
        lost.Truncated.ShouldBeTrue();
        if (IsExact) lost.Top.ShouldBe(ids[4]);
        // An adapter may read all the same.
        if (lost.Events.Count > 0) lost.Events.Select(e => e.Id).ShouldBe(ids);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.After(ids[2]), new ReadOptions(10) { OnlyIfContinuous = true }), ids[3..], start: ids[2], top: ids[4]);
    }

    [SkippableFact]
    public async Task ReadAfter_PositionOfAnotherChannel_LosesNothing()
    {
        EventId empty = await History.GetTopAsync(Chat, CancellationToken.None);
        EventId[] ids = await PublishAsync(3, Kept);
        EventId other = await Adapter.PublishAsync(Chat, Body("1", Chat.Value), Kept, CancellationToken.None);

        // A log that channels share may know the positions: the one is before all of this channel's events, the other after them.
        HistoryPage before = await ReadAsync(empty), behind = await ReadAsync(other);
        if (IsExact) (before.Truncated && behind.Truncated).ShouldBeTrue();
        before.Events.Select(e => e.Id).ShouldBe(ids);
        behind.Events.Select(e => e.Id).ShouldBe(behind.Truncated ? ids : []);
    }

    [SkippableFact]
    public async Task ReadAfter_QuietForSixDays_EpochAndPositionAreKept()
    {
        PublishOptions brief = new(new ChannelRetention(Units(1), null));
        EventId[] ids = await PublishAsync(2, brief);
        await Fixture.SixDaysPassAsync();
        await ShouldHoldAsync(await ReadAsync(ids[1]), [], start: ids[1], top: ids[1]);
        EventId next = await PublishAsync("1", brief);

        next.IsAfter(ids[1]).ShouldBeTrue();
        await ShouldHoldAsync(await ReadAsync(ids[1]), [next], start: ids[1], top: next);
    }

    [SkippableFact]
    public async Task ReadAfter_Time_GivesLaterMilliseconds()
    {
        EventId first = await PublishAsync("1", Kept);
        await ElapseAsync(0.1);
        EventId second = await PublishAsync("2", Kept);
        EventId third = await PublishAsync("3", Kept);

        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(first.Timestamp)), [second, third], start: first, top: third);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(second.Timestamp.AddMilliseconds(-1))), [second, third], start: first, top: third);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(third.Timestamp)), [], start: third, top: third);
        await ShouldHoldAsync(await ReadAsync(HistoryPosition.AfterTime(third.Timestamp.AddDays(1))), [], start: third, top: third);
    }

    [SkippableFact]
    public async Task ReadAfter_Oldest_GivesWhatIsKept()
    {
        EventId genesis = await TopAsync();
        EventId[] ids = await PublishAsync(3, Kept);

        await ShouldHoldAsync(await ReadAsync(HistoryPosition.Oldest), ids, start: genesis, top: ids[2]);
    }

    [SkippableFact]
    public async Task ReadAfter_EpochLost_IsTruncatedAndNewIdsAreOfAnotherEpoch()
    {
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

    [SkippableFact]
    public async Task Publish_Ephemeral_KeepsNothing()
    {
        EventId top = await TopAsync();
        await PublishAsync(10, Ephemeral);

        if (IsExact) (await TopAsync()).ShouldBe(top);
        await ShouldHoldAsync(await ReadAsync(top), [], start: top, top: top);
        (await ReadAsync(HistoryPosition.Oldest)).Events.ShouldBeEmpty();
    }
}
