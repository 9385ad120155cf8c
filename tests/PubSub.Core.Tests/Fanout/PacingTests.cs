using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What publishers do for sessions that are about to fall out of the window.</summary>
public sealed class PacingTests
{
    private const int Window = 1000;

    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task Pace_SessionThatTakesIsNearTheEdge_PublisherPausesAndIsNotRefused()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 900);

        Task<bool> pacing = PaceAsync(harness);
        pacing.IsCompleted.ShouldBeFalse();
        harness.Clock.Advance(TimeSpan.FromMilliseconds(10));

        (await pacing.WaitAsync(Eventually.Limit)).ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_WindowIsSmall_ShortPausesAddUp()
    {
        await using HubHarness harness = Make(220);
        await LagAsync(harness, 200);

        // Half a millisecond each, which no timer can wait.
        Enumerable.Range(0, 10).Count(_ => !PaceAsync(harness).IsCompleted).ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task Pace_SessionIsInTheNewerHalf_NobodyWaits()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 400);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_SessionTakesNothing_NobodyWaits()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 900);
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await RunAsync(harness);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_FewOfManySessionsLag_NobodyWaits()
    {
        await using HubHarness harness = Make();
        for (int i = 0; i < 64; i++) await harness.AttachAsync();
        await LagAsync(harness, 900);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_ManyHaveLeft_WhoIsLeftCounts()
    {
        await using HubHarness harness = Make();
        var gone = new List<RecordingSession>();
        for (int i = 0; i < 62; i++) gone.Add(await harness.AttachAsync());
        RecordingSession[] slow = [await harness.AttachAsync(), await harness.AttachAsync()];
        foreach (RecordingSession session in gone) await harness.EndAsync(session);
        await LagAsync(harness, 900, slow);

        PaceAsync(harness).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Pace_SingleSlowSession_NobodyWaits()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 900, await harness.AttachAsync());

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_LaggingSessionWasSeenLongAgo_NobodyWaits()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 900);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(201));

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_SessionHasFallenOut_NobodyWaits()
    {
        await using HubHarness harness = Make();
        await LagAsync(harness, 2 * Window);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_SessionTakesButLagsForLong_NobodyWaits()
    {
        await using HubHarness harness = Make();
        RecordingSession[] slow = await LagAsync(harness, 900);
        PaceAsync(harness).IsCompleted.ShouldBeFalse();
        await LagOnAsync(harness, slow);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_LaggingSessionsComeAgain_HaveNoMorePatience()
    {
        await using HubHarness harness = Make();
        RecordingSession[] slow = await LagAsync(harness, 900);
        await LagOnAsync(harness, slow);
        foreach (RecordingSession session in slow) await harness.EndAsync(session);
        await LagAsync(harness, 900);

        PaceAsync(harness).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_PatienceIsSpent_ComesBackWithTime()
    {
        await using HubHarness harness = Make();
        RecordingSession[] slow = await LagAsync(harness, 900);
        await LagOnAsync(harness, slow);
        foreach (RecordingSession session in slow) await harness.EndAsync(session);
        harness.Clock.Advance(TimeSpan.FromMinutes(2));
        await LagAsync(harness, 900);

        PaceAsync(harness).IsCompleted.ShouldBeFalse();
    }

    /// <summary>Has sessions take something five times a second, and come no nearer, for longer than publishers wait.</summary>
    private static async Task LagOnAsync(HubHarness harness, RecordingSession[] slow)
    {
        LogCursor behind = slow[0].Subscriptions[0].Cursor;
        for (int i = 0; i < 27; i++)
        {
            harness.Clock.Advance(TimeSpan.FromMilliseconds(200));
            foreach (RecordingSession session in slow)
            {
                session.Renew();
                session.Subscriptions[0].Cursor = behind;
            }

            await RunAsync(harness);
        }
    }

    private static HubHarness Make(int window = Window) => new(o => o.Fanout.WindowEvents = window);

    private static Task<bool> PaceAsync(HubHarness harness) =>
        harness.Hub.PaceAsync(s_orders, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask();

    /// <summary>Has two sessions take one event and then wait while others are published, which another session sees.</summary>
    private static async Task<RecordingSession[]> LagAsync(HubHarness harness, int events)
    {
        RecordingSession[] slow = [await harness.AttachAsync(), await harness.AttachAsync()];
        await LagAsync(harness, events, slow);
        return slow;
    }

    private static async Task LagAsync(HubHarness harness, int events, params RecordingSession[] slow)
    {
        foreach (RecordingSession session in slow)
        {
            await session.SeesLineAsync("ready");
            session.Stall();
        }

        harness.Broker.Publish(s_orders);
        foreach (RecordingSession session in slow) await Eventually.HoldsAsync(() => session.IsFlushPending, "a pending flush");
        RecordingSession other = await harness.AttachAsync();
        for (int seen = 0; seen < events; seen += 100)
        {
            harness.Broker.Publish(s_orders, 100);
            await other.SeesAsync(seen + 100);
        }

        await RunAsync(harness);
    }

    /// <summary>Publishes one event and waits until the run that takes it has ended.</summary>
    private static async Task RunAsync(HubHarness harness)
    {
        RecordingSession last = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await last.SeesAsync(1);
        await Eventually.HoldsAsync(() => !last.Subscriptions[0].Channel.Pump.IsBusy, "a pump at rest");
        await harness.EndAsync(last);
    }
}
