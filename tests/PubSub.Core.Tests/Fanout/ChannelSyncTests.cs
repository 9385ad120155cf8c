using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

public class ChannelSyncTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task OnContinuityLost_EventsWereLost_ComeFromHistoryInOrder()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        for (int i = 0; i < 600; i++) harness.Broker.Lose(s_orders);
        harness.Sink.OnContinuityLost(s_orders);
        harness.Broker.Publish(s_orders, 3);

        await session.SeesAsync(606);
        session.ShouldBeComplete(606);
    }

    [Fact]
    public async Task OnContinuityLost_EventsArriveWhileHistoryIsRead_ComeOnce()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        harness.Broker.Lose(s_orders);
        int reads = 0;
        harness.Broker.BeforePageAnswered = () =>
        {
            if (reads++ < 2) harness.Broker.Publish(s_orders, 2);
            return Task.CompletedTask;
        };
        harness.Sink.OnContinuityLost(null);

        await session.SeesAsync(6);
        harness.Broker.Publish(s_orders);
        await Eventually.HoldsAsync(() => session.Ids is [.., var last] && last == harness.Broker[s_orders].Top, "the last event");
        session.ShouldBeComplete(session.Ids.Length);
    }

    [Fact]
    public async Task OnContinuityLost_MoreArrivesMeanwhileThanIsKeptAside_FillsAnew()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 1);
        harness.Broker.BeforePageAnswered = () =>
        {
            harness.Broker.BeforePageAnswered = null;
            harness.Broker.Publish(s_orders, 5000);
            return Task.CompletedTask;
        };
        harness.Sink.OnContinuityLost(s_orders);

        await session.SeesAsync(5001);
        session.ShouldBeComplete(5001);
    }

    [Fact]
    public async Task OnContinuityLost_AgainWhileHistoryIsRead_FillsAnew()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 1);
        harness.Broker.BeforePageAnswered = () =>
        {
            harness.Broker.BeforePageAnswered = null;
            harness.Broker.Lose(s_orders);
            harness.Sink.OnContinuityLost(s_orders);
            return Task.CompletedTask;
        };
        harness.Sink.OnContinuityLost(s_orders);

        await session.SeesAsync(2);
        session.ShouldBeComplete(2);
    }

    [Fact]
    public async Task OnContinuityLost_HistoryWasTrimmedMeanwhile_EachSessionDecidesByItsOwnPosition()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession current = await harness.AttachAsync();
        RecordingSession stalled = await harness.AttachAsync();
        await stalled.SeesLineAsync("ready");
        harness.Broker.Publish(s_orders, 1);
        await current.SeesAsync(1);
        await stalled.SeesAsync(1);
        stalled.Stall();
        harness.Broker.Publish(s_orders, 9);
        await current.SeesAsync(10);
        for (int i = 0; i < 5; i++) harness.Broker.Lose(s_orders);
        // What came after 10 is all there; what came after 2, where the window's last reader stands, is not.
        harness.Broker[s_orders].TrimTo(5);
        harness.Sink.OnContinuityLost(s_orders);
        await current.SeesAsync(15);

        stalled.Release();
        harness.Broker.Publish(s_orders);
        await current.SeesAsync(16);
        current.ShouldBeComplete(16);
        await Eventually.HoldsAsync(() => stalled.Ids is [.., { Offset: 16 }], "the last event");
        stalled.ShouldBeCompleteOrTold();
    }

    [Fact]
    public async Task OnContinuityLost_StreamRestarted_SessionIsToldOnceAndGoesOn()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        await session.SeesAsync(3);
        harness.Broker[s_orders].Restart();
        harness.Sink.OnContinuityLost(null);
        await session.SeesLineAsync("gap stream-restarted");
        harness.Broker.Publish(s_orders, 2);

        await session.SeesAsync(5);
        session.Lines.ShouldBe(["ready", "event 1", "event 2", "event 3", "gap stream-restarted", "event 1", "event 2"]);
    }

    [Fact]
    public async Task OnEvent_OtherEpochWithoutNotice_SessionIsToldOnce()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        await session.SeesAsync(3);
        harness.Broker[s_orders].Restart();
        harness.Broker.Publish(s_orders);
        await session.SeesLineAsync("gap stream-restarted");
        harness.Broker.Publish(s_orders, 2);

        await Eventually.HoldsAsync(() => session.Ids is [.., { Offset: 3, Epoch: 8 }], "the last event");
        session.Gaps.ShouldBe(["stream-restarted"]);
        session.Ids.Where(id => id.Epoch == 8).Select(id => id.Offset).ShouldBe([2, 3]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OnEvent_OffsetOfALostEvent_SessionIsToldAndMissesNothingAfter(int lost)
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 100);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(harness.Broker[s_orders].Top));
        harness.Broker.Publish(s_orders, lost);
        await session.SeesAsync(lost);
        harness.Broker[s_orders].LoseLast(lost);
        // A replica was promoted without the last writes: the same offsets, other events.
        EventId[] taken = harness.Broker.Publish(s_orders, lost);
        await Eventually.HoldsAsync(() => session.Gaps.Length > 0, "the gap");
        EventId after = harness.Broker.Publish(s_orders);

        await Eventually.HoldsAsync(() => session.Ids.Contains(after), "the event after");
        session.Gaps.Length.ShouldBe(1);
        // The gap may be told between the two: what came after it is then delivered, and nothing after that is left out.
        session.Ids.Where(taken.Contains).ShouldBe(taken.SkipWhile(id => !session.Ids.Contains(id)));
    }

    [Fact]
    public async Task OnEvent_OffsetOfTheWindowsStartWithOtherMilliseconds_SessionIsTold()
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 10);
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        harness.Broker[s_orders].LoseLast(1);
        harness.Broker.Publish(s_orders);

        await Eventually.HoldsAsync(() => session.Gaps.Length > 0, "the gap");
    }

    [Fact]
    public async Task OnEvent_StreamRegressedWhileASessionIsAhead_NoEventIsSwallowed()
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 100);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        await session.SeesAsync(3);
        harness.Broker[s_orders].LoseLast(3);
        // The window begins anew at 101', while the session stands at 103.
        var reading = new TaskCompletionSource();
        harness.Broker.BeforePageAnswered = () => reading.Task;
        harness.Broker.Publish(s_orders);
        await Eventually.HoldsAsync(() => harness.Broker.Reads >= 2, "the window and the session ask history");
        EventId[] taken = harness.Broker.Publish(s_orders, 4);
        reading.SetResult();

        // The position moves before what it stands for is written.
        await Eventually.HoldsAsync(() => session.Gaps.Length > 0, "the gap");
        await Eventually.HoldsAsync(() => session.Ids is [.., var last] && last == taken[^1] || session.Subscriptions[0].Position == taken[^1], "the end");
        session.Gaps.Length.ShouldBe(1);
        int gap = Array.FindIndex(session.Lines, line => line.StartsWith("gap ", StringComparison.Ordinal));
        session.Lines[(gap + 1)..].ShouldBe(taken.Where(id => session.Ids.Contains(id)).Select(id => $"event {id.Offset}"));
    }

    [Fact]
    public async Task OnEvent_Repeated_ComesOnce()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        ChannelEvent first = harness.Broker.Lose(s_orders);
        ChannelEvent second = harness.Broker.Lose(s_orders);
        foreach (ChannelEvent each in new[] { first, second, first, second, second }) harness.Sink.OnEvent(s_orders, each);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(3);
        session.Lines.ShouldBe(["ready", "event 1", "event 2", "event 3"]);
    }

    [Fact]
    public async Task OnContinuityLost_EphemeralChannel_EverySessionIsToldAndNoneIsTakenForSlow()
    {
        await using var harness = new HubHarness(o => o.Fanout.SlowSessions = SlowSessionPolicy.Close);
        RecordingSession one = await harness.AttachAsync(HubHarness.Request(HubHarness.Chat));
        RecordingSession two = await harness.AttachAsync(HubHarness.Request(HubHarness.Chat));
        harness.Broker.Publish(HubHarness.Chat);
        await one.SeesAsync(1);
        await two.SeesAsync(1);
        harness.Sink.OnContinuityLost(HubHarness.Chat);
        harness.Broker.Publish(HubHarness.Chat);

        await one.SeesAsync(2);
        await two.SeesAsync(2);
        one.Gaps.ShouldBe([GapReason.ContinuityLost]);
        two.Gaps.ShouldBe([GapReason.ContinuityLost]);
    }

    [Fact]
    public async Task OnContinuityLost_BrokerFailsForAWhile_IsTriedUntilItWorks()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 1);
        harness.Broker.Lose(s_orders);
        harness.Broker.Failure = new BrokerUnavailableException("Away.");
        harness.Sink.OnContinuityLost(s_orders);
        harness.Broker.Publish(s_orders);
        await harness.PassTimeUntilAsync(() => harness.Broker.Reads >= 3, "three attempts");
        session.Ids.Length.ShouldBe(1);
        harness.Broker.Failure = null;

        await harness.PassTimeUntilAsync(() => session.Ids.Length == 3, "the events");
        session.ShouldBeComplete(3);
    }

    [Fact]
    public async Task OnContinuityLost_HistoryNeverAnswers_IsTriedAgain()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.BeforePageAnswered = () => new TaskCompletionSource().Task;
        harness.Broker.Lose(s_orders);
        harness.Sink.OnContinuityLost(s_orders);
        await Eventually.HoldsAsync(() => harness.Broker.Reads == 1, "the first attempt");
        harness.Broker.BeforePageAnswered = null;

        await harness.PassTimeUntilAsync(() => session.Ids.Length == 1, "the event");
    }
}
