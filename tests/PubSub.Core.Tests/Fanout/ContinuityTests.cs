using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Losses that no adapter tells of, and how they are noticed.</summary>
public class ContinuityTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task OnEvent_LeavesOutAnOffset_WhatIsMissingComesFirst()
    {
        await using var harness = new HubHarness();
        harness.Broker.HasContiguousOffsets = true;
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 2);
        await session.SeesAsync(2);
        for (int i = 0; i < 3; i++) harness.Broker.Lose(s_orders);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(6);
        session.ShouldBeComplete(6);
    }

    [Fact]
    public async Task OnEvent_LeavesOutAnOffsetWhileTheWindowIsFilled_FillsAnew()
    {
        await using var harness = new HubHarness();
        harness.Broker.HasContiguousOffsets = true;
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        harness.Broker.BeforePageAnswered = () =>
        {
            harness.Broker.BeforePageAnswered = null;
            harness.Broker.Publish(s_orders);
            harness.Broker.Lose(s_orders);
            harness.Broker.Publish(s_orders, 2);
            return Task.CompletedTask;
        };
        harness.Sink.OnContinuityLost(s_orders);

        await session.SeesAsync(5);
        session.ShouldBeComplete(5);
    }

    [Fact]
    public async Task OnEvent_LeavesOutAnOffsetWhereOffsetsHaveHoles_IsTheNextEvent()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Lose(s_orders);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
        session.Lines.ShouldBe(["ready", "event 2"]);
        harness.Broker.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task TopWatch_LastEventIsLost_ComesAfterTwoLooks()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 2);
        await session.SeesAsync(2);
        harness.Broker.Lose(s_orders);

        await LookAsync(harness);
        harness.Broker.Reads.ShouldBe(0);
        await LookAsync(harness);
        await session.SeesAsync(3);
        session.ShouldBeComplete(3);
    }

    [Fact]
    public async Task TopWatch_LastEntryCannotBeRead_IsPassedAfterOneRead()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        harness.Broker.HasContiguousOffsets = true;
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        harness.Broker[s_orders].AppendUnreadable();
        await LookUntilAsync(harness, () => harness.Broker.TopLooks >= 10, "ten looks");
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(2);
        session.Lines.Where(line => !line.StartsWith("keep-alive", StringComparison.Ordinal)).ShouldBe(["ready", "event 1", "event 3"]);
        harness.Broker.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task TopWatch_EventIsUnderWay_ReadsNothing()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        ChannelEvent late = harness.Broker.Lose(s_orders);
        await LookAsync(harness);
        harness.Sink.OnEvent(s_orders, late);
        await session.SeesAsync(1);
        // The next is under way at the next look, and was not at the one before.
        ChannelEvent later = harness.Broker.Lose(s_orders);
        await LookAsync(harness);
        harness.Sink.OnEvent(s_orders, later);
        await LookAsync(harness);

        await session.SeesAsync(2);
        harness.Broker.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task TopWatch_StreamWasBegunAnew_SessionIsToldWithoutAnyEvent()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        await session.SeesAsync(3);
        harness.Broker[s_orders].Restart();

        await LookAsync(harness);
        await session.SeesLineAsync("gap stream-restarted");
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(4);
    }

    [Fact]
    public async Task TopWatch_TopIsBehindTheWindow_SessionIsTold()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);
        await session.SeesAsync(3);
        harness.Broker[s_orders].LoseLast(2);

        await LookAsync(harness);
        await Eventually.HoldsAsync(() => session.Gaps.Length == 1, "the gap");
    }

    [Fact]
    public async Task TopWatch_OneChannelCannotBeAsked_LostEventOfAnotherComes()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        harness.Broker.Publish(HubHarness.Ledger);
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(HubHarness.Ledger));
        await session.SeesLineAsync("ready");
        harness.Broker.TopFailure = channel => channel == HubHarness.Ledger ? new InvalidOperationException("Not a stream.") : null;
        harness.Broker.Lose(s_orders);

        await LookUntilAsync(harness, () => session.EventCount == 1, "the event");
    }

    [Fact]
    public async Task TopWatch_ChannelCannotBeAskedBetweenTwoLooks_TakesNoMoreLooks()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(HubHarness.Ledger));
        harness.Broker.Lose(s_orders);
        await LookAsync(harness, looks: 2);
        harness.Broker.TopFailure = channel => channel == s_orders ? new InvalidOperationException("Moving.") : null;
        // Both together, and then each by itself.
        await LookAsync(harness, looks: 3);
        harness.Broker.TopFailure = _ => null;
        await LookAsync(harness, looks: 2);

        await session.SeesAsync(1);
    }

    [Fact]
    public async Task TopWatch_BrokerFails_LooksAgainLater()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Lose(s_orders);
        harness.Broker.Failure = new BrokerUnavailableException("Away.");
        await LookAsync(harness);
        harness.Broker.Failure = null;

        await LookUntilAsync(harness, () => session.EventCount == 1, "the event");
    }

    [Fact]
    public async Task TopWatch_BrokerNeverAnswers_LooksAgainLater()
    {
        await using var harness = new HubHarness(mayLoseSilently: true);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Lose(s_orders);
        harness.Broker.BeforeTopAnswered = () => new TaskCompletionSource().Task;
        await LookAsync(harness);
        harness.Broker.BeforeTopAnswered = null;

        await LookUntilAsync(harness, () => session.EventCount == 1, "the event");
    }

    [Fact]
    public async Task TopWatch_AdapterThatLosesNothing_IsNotAsked()
    {
        await using var harness = new HubHarness();
        await harness.AttachAsync();
        int opening = harness.Broker.TopLooks;
        harness.Clock.Advance(TimeSpan.FromHours(1));

        harness.Broker.TopLooks.ShouldBe(opening);
    }

    [Fact]
    public async Task OnEvent_OldEventRepeated_CostsOneReadAndIsNotDeliveredAgain()
    {
        await using var harness = new HubHarness();
        ChannelEvent[] old = [.. Enumerable.Range(0, 50).Select(_ => harness.Broker.Lose(s_orders))];
        RecordingSession session = await harness.AttachAsync();
        harness.Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (ChannelEvent each in old[..^1]) harness.Sink.OnEvent(s_orders, each);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
        session.Lines.ShouldBe(["ready", "event 51"]);
        harness.Broker.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task OnEvent_RightAfterAnEventThatTookTheLastOnesOffset_SessionIsTold()
    {
        await using var harness = new HubHarness();
        harness.Broker.HasContiguousOffsets = true;
        harness.Broker.KnowsPrevious = true;
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 10);
        await session.SeesAsync(10);
        // The stream is rolled back by one event and goes on; of what comes then the first is missed.
        harness.Broker[s_orders].LoseLast(1);
        harness.Broker.Lose(s_orders);
        harness.Broker.Publish(s_orders);

        await Eventually.HoldsAsync(() => session.Gaps.Length == 1, "the gap");
    }

    [Fact]
    public async Task OnEvent_RightAfterTheLastOne_IsTheNextAndReadsNothing()
    {
        await using var harness = new HubHarness();
        harness.Broker.KnowsPrevious = true;
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 3);

        await session.SeesAsync(3);
        session.ShouldBeComplete(3);
        harness.Broker.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task OnEvent_OffsetOfBeforeTheWindowByAnotherEvent_SessionIsTold()
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 100);
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        // A replica was promoted that had but the first 50.
        harness.Broker[s_orders].LoseLast(50);
        harness.Broker.Publish(s_orders);

        await Eventually.HoldsAsync(() => session.Gaps.Length == 1, "the gap");
    }

    [Fact]
    public async Task OnEvent_OldEventAfterTheStreamWasRolledBack_SessionIsTold()
    {
        await using var harness = new HubHarness();
        harness.Broker.Publish(s_orders, 50);
        ChannelEvent old = harness.Broker.Lose(s_orders);
        harness.Broker.Publish(s_orders, 49);
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        harness.Clock.Advance(TimeSpan.FromSeconds(2));
        // The promoted replica's clock was behind: its event has an offset and milliseconds as the window's own had.
        harness.Broker[s_orders].LoseLast(50);
        harness.Sink.OnEvent(s_orders, old);

        await Eventually.HoldsAsync(() => session.Gaps.Length == 1, "the gap");
    }

    private static Task LookUntilAsync(HubHarness harness, Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            if (!condition()) harness.Clock.Advance(harness.Options.Fanout.TopCheckPeriod);
            return condition();
        },
        what);

    private static async Task LookAsync(HubHarness harness, int looks = 1)
    {
        int before = harness.Broker.TopLooks;
        harness.Clock.Advance(harness.Options.Fanout.TopCheckPeriod);
        await Eventually.HoldsAsync(() => harness.Broker.TopLooks >= before + looks, "a look at the tops");
    }
}
