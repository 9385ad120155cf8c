using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Reads of history that end before they have found anything, as a search of a log does that takes too long: whoever reads goes on from where it got to.</summary>
public sealed class CutSearchTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task Resume_SearchIsCut_GoesOnFromWhereItGotTo()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        EventId[] ids = harness.Broker.Publish(s_orders, 5);
        CutOnce(harness, at: ids[1]);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));

        await session.SeesAsync(3);
        session.Lines.ShouldBe(["ready", "event 3", "event 4", "event 5"]);
        session.Subscriptions[0].Resumed.ShouldBe(Resumed.Complete);
    }

    [Fact]
    public async Task ResumeByTime_SearchIsCut_GoesOnFromWhereItGotTo()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        EventId[] ids = harness.Broker.Publish(s_orders, 5);
        CutOnce(harness, at: ids[1]);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.AfterTime(start.Timestamp));

        await session.SeesAsync(3);
        session.Lines.ShouldBe(["ready", "event 3", "event 4", "event 5"]);
    }

    [Fact]
    public async Task CatchUp_SearchIsCut_GoesOnFromWhereItGotTo()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        EventId[] ids = harness.Broker.Publish(s_orders, 600);
        // The second page, which the session reads by itself.
        harness.Broker.Answers = (after, page) =>
        {
            if (after.Id == start) return page;
            harness.Broker.Answers = (_, rest) => rest;
            return Cut(page, at: ids[299]);
        };
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));

        await Eventually.HoldsAsync(() => session.Ids is [.., var last] && last == ids[^1], "the last event");
        session.Ids.ShouldBe([.. ids[..256], .. ids[300..]]);
        session.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task OnContinuityLost_SearchIsCut_GoesOnFromWhereItGotTo()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        EventId[] lost = [.. Enumerable.Range(0, 3).Select(_ => harness.Broker.Lose(s_orders).Id)];
        CutOnce(harness, at: lost[0]);
        harness.Sink.OnContinuityLost(s_orders);

        await session.SeesAsync(3);
        session.Lines.ShouldBe(["ready", "event 1", "event 3", "event 4"]);
    }

    [Fact]
    public async Task Resume_SearchGetsNowhere_IsRefusedAfterOneRead()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        harness.Broker.Publish(s_orders);
        harness.Broker.Answers = (after, page) => Cut(page, at: after.Id!.Value);

        (await Should.ThrowAsync<PubSubException>(() => harness.AttachAsync(SubscribeFrom.After(start)))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        harness.Broker.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task KeepAlive_NothingWasFoundUpToTheTop_CarriesThePosition()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        harness.Broker.Publish(s_orders);
        harness.Broker[s_orders].AppendUnreadable();
        harness.Broker.Answers = (after, page) => page with { HasMore = after.Id == start };
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));
        await Eventually.HoldsAsync(() => session.Subscriptions[0].Position == harness.Broker[s_orders].Top, "the top");
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive * 2);

        await session.SeesLineAsync("keep-alive with position");
        session.Lines.ShouldBe(["ready", "event 1", "keep-alive with position", "keep-alive"]);
    }

    [Fact]
    public async Task Read_AsksForContinuityOnlyAndLeavesTimeForTheAnswer()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        harness.Broker.Publish(s_orders, 600);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));
        await session.SeesAsync(600);
        harness.Broker.Lose(s_orders);
        harness.Sink.OnContinuityLost(s_orders);
        await session.SeesAsync(601);

        harness.Broker.ReadOptions.Count.ShouldBeGreaterThan(3);
        harness.Broker.ReadOptions.ShouldAllBe(o => o.OnlyIfContinuous && o.TimeLimit < harness.Options.PublishTimeout * 0.8 && o.TimeLimit > harness.Options.PublishTimeout / 2);
    }

    private static HistoryPage Cut(HistoryPage page, EventId at) => page with { Events = [], Start = at, HasMore = true };

    private static void CutOnce(HubHarness harness, EventId at) => harness.Broker.Answers = (_, page) =>
    {
        harness.Broker.Answers = (_, rest) => rest;
        return Cut(page, at);
    };
}
