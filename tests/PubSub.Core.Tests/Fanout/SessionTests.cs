using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

public class SessionTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;
    private static readonly ChannelName s_chat = HubHarness.Chat;

    [Fact]
    public async Task Poke_FlushIsPending_OnlyMarksAndIsDrainedAfter()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Broker.Publish(s_orders, 5);
        session.Poke();
        session.Ids.Length.ShouldBe(1);
        session.Release();

        await session.SeesAsync(6);
        session.ShouldBeComplete(6);
    }

    [Fact]
    public async Task Poke_TurnedAwayWhileTheOwnerIsAboutToFinish_IsNotLost()
    {
        await using var harness = new HubHarness();
        EventFilter nothing = EventFilter.Create(["none:such"], [])!;
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(s_chat, filter: nothing));
        await session.SeesLineAsync("ready");
        ChannelLog orders = session.Subscriptions[0].Channel.Log;
        ChannelLog chat = session.Subscriptions[1].Channel.Log;

        // No pump takes part: nobody else comes to the rescue. The channels take turns, and an idle look shifts them, so that in some rounds the first
        // channel was looked at before the second has the entry.
        for (int round = 1; round <= 8; round++)
        {
            if (round % 2 == 0) session.Poke();
            session.OnEntries = () =>
            {
                session.OnEntries = null;
                orders.Append(harness.Broker[s_orders].Append().Id, TestBody.Numbered(s_orders, round));
                session.Poke();
            };
            chat.Append(harness.Broker[s_chat].Append().Id, TestBody.Numbered(s_chat, round));
            session.Poke();
            session.EventCount.ShouldBe(round);
        }
    }

    [Fact]
    public async Task Drain_SlowSessionOnAChannelWithHistory_IsFedFromHistory()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Broker.Publish(s_orders, 1000);
        session.Release();
        await session.SeesAsync(1001);
        harness.Broker.Publish(s_orders, 10);

        await session.SeesAsync(1011);
        session.ShouldBeComplete(1011);
        harness.Broker.Reads.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Drain_SlowSessionWhoseHistoryWasTrimmed_IsToldOnceAndGoesOn()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Broker.Publish(s_orders, 100);
        harness.Broker[s_orders].TrimTo(50);
        session.Release();
        await session.SeesLineAsync("gap trimmed");
        harness.Broker.Publish(s_orders);

        await Eventually.HoldsAsync(() => session.Ids is [.., { Offset: 102 }], "the event after");
        session.Gaps.ShouldBe([GapReason.Trimmed]);
        session.ShouldBeCompleteOrTold();
    }

    [Fact]
    public async Task Drain_SlowSessionOnAnEphemeralChannel_IsToldAndGoesOnWithTheWindow()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_chat));
        await harness.StallAsync(session, s_chat);
        harness.Broker.Publish(s_chat, 100);
        session.Release();

        await Eventually.HoldsAsync(() => session.Ids is [.., { Offset: 101 }], "the last event");
        session.Gaps.ShouldBe([GapReason.TooSlow]);
        session.ShouldBeCompleteOrTold();
    }

    [Fact]
    public async Task Drain_SlowSessionAndThePolicyIsToClose_ClosesWithTheCode()
    {
        await using var harness = new HubHarness(o =>
        {
            o.Fanout.WindowEvents = 16;
            o.Fanout.SlowSessions = SlowSessionPolicy.Close;
        });
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Broker.Publish(s_orders, 100);
        session.Release();

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines[^1].ShouldBe("end TOO_SLOW");
        session.EventCount.ShouldBeLessThan(101);
        session.ShouldBeComplete(session.EventCount);
    }

    [Fact]
    public async Task Drain_HistoryCannotBeRead_EndsWithTheCode()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Broker.Publish(s_orders, 100);
        harness.Broker.Failure = new BrokerUnavailableException("Away.");
        session.Release();

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines[^1].ShouldBe("end BROKER_UNAVAILABLE");
    }

    [Fact]
    public async Task Close_FlushIsPending_CompletesOnlyAfterIt()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        session.Close(SessionEnd.Draining);
        session.Completion.IsCompleted.ShouldBeFalse();
        session.Release();

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines.ShouldBe(["ready", "event 1", "end DRAINING"]);
        session.SawTwoWriters.ShouldBeFalse();
    }

    [Fact]
    public async Task Close_Idle_WritesTheFirstReasonOnce()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        session.Close(SessionEnd.Draining);
        session.Close(SessionEnd.TooSlow);

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines.ShouldBe(["ready", "end DRAINING"]);
    }

    [Fact]
    public async Task Close_PeerIsGone_WritesNothing()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        session.Close(SessionEnd.PeerGone);
        await session.Completion.WaitAsync(Eventually.Limit);
        harness.Broker.Publish(s_orders, 5);
        session.Poke();

        session.Lines.ShouldBe(["ready"]);
    }

    [Fact]
    public async Task Drain_FlushSaysThatThePeerIsGone_Completes()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        session.Stall();
        harness.Broker.Publish(s_orders);
        await Eventually.HoldsAsync(() => session.IsFlushPending, "a pending flush");
        session.Release(peerIsGone: true);

        await session.Completion.WaitAsync(Eventually.Limit);
        session.End.ShouldBe(SessionEnd.PeerGone);
    }

    [Fact]
    public async Task Drain_WriteThrows_EndsTheSessionAndNoOther()
    {
        await using var harness = new HubHarness();
        RecordingSession broken = await harness.AttachAsync();
        RecordingSession other = await harness.AttachAsync();
        await broken.SeesLineAsync("ready");
        broken.FailWith = new InvalidOperationException("Gone.");
        harness.Broker.Publish(s_orders, 3);

        await broken.Completion.WaitAsync(Eventually.Limit);
        await other.SeesAsync(3);
        broken.Fault.ShouldBeSameAs(broken.FailWith);
    }

    [Fact]
    public async Task Drain_SeveralChannels_EachIsInOrderAndPositionsMove()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(s_chat));
        for (int i = 0; i < 100; i++)
        {
            harness.Broker.Publish(s_orders);
            harness.Broker.Publish(s_chat);
        }

        await session.SeesAsync(200);
        foreach (ChannelName channel in new[] { s_orders, s_chat })
            session.Events.Where(e => e.Channel == channel.Value).Select(e => e.Id.Offset).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
        session.Subscriptions.Select(s => s.Position).ShouldBe([harness.Broker[s_orders].Top, harness.Broker[s_chat].Top]);
    }

    [Fact]
    public async Task Drain_OneChannelIsBusy_TheOtherIsNotStarved()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(s_chat));
        await harness.StallAsync(session, s_chat);
        // Several batches of the one, a single event of the other.
        harness.Broker.Publish(s_orders, 5000);
        harness.Broker.Publish(s_chat);
        session.Release();

        await session.SeesAsync(5002);
        (string Channel, EventId Id)[] events = session.Events;
        Array.FindLastIndex(events, e => e.Channel == s_chat.Value).ShouldBeLessThan(1500);
    }

    [Fact]
    public async Task Drain_FilterHidesEvents_PositionMovesAndTheKeepAliveSaysSo()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync(filter: EventFilter.Create([], ["payload.n:3"]));
        harness.Broker.Publish(s_orders, 5);
        await session.SeesAsync(1);
        await Eventually.HoldsAsync(() => session.Subscriptions[0].Position == harness.Broker[s_orders].Top, "the position");
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive);
        await session.SeesLineAsync("keep-alive with position");
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive);
        await session.SeesLineAsync("keep-alive");

        session.Lines.ShouldBe(["ready", "event 3", "keep-alive with position", "keep-alive"]);
    }

    [Fact]
    public async Task Drain_FilterOverHistory_GivesWhatPasses()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        harness.Broker.Publish(s_orders, 600);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start), EventFilter.Create([], ["payload.n:599"]));
        harness.Broker.Publish(s_orders, 2);

        await Eventually.HoldsAsync(() => session.Subscriptions[0].Position == harness.Broker[s_orders].Top, "the position");
        session.Lines.ShouldBe(["ready", "event 599"]);
    }

    [Fact]
    public async Task Stall_KeepAlivesAreSeldom_IsCutInTimeAllTheSame()
    {
        await using var harness = new HubHarness(o => o.Fanout.KeepAlive = TimeSpan.FromHours(1));
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Clock.Advance(harness.Options.Fanout.StalledStreamTimeout * 1.3);

        await session.Completion.WaitAsync(Eventually.Limit);
        session.End.ShouldBe(SessionEnd.TooSlow);
    }

    [Fact]
    public async Task OnSweep_StreamTakesNothing_IsCut()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await harness.StallAsync(session, s_orders);
        harness.Clock.Advance(harness.Options.Fanout.StalledStreamTimeout + (harness.Options.Fanout.KeepAlive * 2));

        await session.Completion.WaitAsync(Eventually.Limit);
        session.IsAborted.ShouldBeTrue();
        session.End.ShouldBe(SessionEnd.TooSlow);
    }
}
