using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

public class ResumePlanTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task Resume_PositionInTheWindow_AsksNoBroker()
    {
        await using var harness = new HubHarness();
        RecordingSession first = await harness.AttachAsync();
        EventId[] ids = harness.Broker.Publish(s_orders, 10);
        await first.SeesAsync(10);
        RecordingSession second = await harness.AttachAsync(SubscribeFrom.After(ids[4]));

        await second.SeesAsync(5);
        second.Ids.ShouldBe(ids[5..]);
        harness.Broker.Reads.ShouldBe(0);
        second.Subscriptions[0].Resumed.ShouldBe(Resumed.Complete);
    }

    [Fact]
    public async Task Resume_ThousandsAtOnceFromTheWindow_AskNoBroker()
    {
        const int subscribers = 2000, missed = 20;
        await using var harness = new HubHarness();
        EventId last = harness.Broker.Publish(s_orders);
        RecordingSession[] cut = await Task.WhenAll(Enumerable.Range(0, subscribers).Select(_ => harness.AttachAsync()));
        foreach (RecordingSession session in cut) await harness.EndAsync(session);
        EventId[] ids = [last, .. harness.Broker.Publish(s_orders, missed)];
        (int reads, int tops, int subscribes) before = (harness.Broker.Reads, harness.Broker.TopLooks, harness.Broker.Subscribes);

        RecordingSession[] back = await Task.WhenAll(
            Enumerable.Range(0, subscribers).Select(i => Task.Run(() => harness.AttachAsync(SubscribeFrom.After(ids[i % missed])))));

        for (int i = 0; i < subscribers; i++)
        {
            await back[i].SeesAsync(missed - (i % missed));
            back[i].Ids.ShouldBe(ids[((i % missed) + 1)..]);
        }

        (harness.Broker.Reads, harness.Broker.TopLooks, harness.Broker.Subscribes).ShouldBe(before);
        before.reads.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    public async Task Resume_PositionInHistory_IsComplete(int after)
    {
        await using var harness = new HubHarness();
        EventId[] ids = [harness.Broker[s_orders].Top, .. harness.Broker.Publish(s_orders, 600)];
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(ids[after]));
        EventId live = harness.Broker.Publish(s_orders);

        await session.SeesAsync(601 - after);
        session.Ids.ShouldBe([.. ids[(after + 1)..], live]);
        session.Gaps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(99, 7, GapReason.UnknownCursor)]
    [InlineData(99, 9, GapReason.StreamRestarted)]
    public async Task Resume_NoPositionOfTheStream_IsTold(long offset, long epoch, string reason)
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 3);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(new EventId(1, epoch, offset)));
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
        session.Lines.ShouldBe(["ready", $"gap {reason}", "event 4"]);
        session.Subscriptions[0].Resumed.ShouldBe(Resumed.Gap);
    }

    [Fact]
    public async Task Resume_UnknownCursor_IsToldAndThenLive()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.Unknown);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
        session.Lines.ShouldBe(["ready", "gap unknown-cursor", "event 1"]);
    }
}
