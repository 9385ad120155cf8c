using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What publishers do where the fan-out itself lags.</summary>
public sealed class PumpPacingTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Theory]
    [InlineData("half the window", 16, long.MaxValue)]
    [InlineData("the node's budget", 1024, 0)]
    public async Task Pace_PumpLags_WaitsUntilItHasCaughtUp(string behind, int windowEvents, long nodeBytes)
    {
        await using var harness = new HubHarness(o => (o.Fanout.WindowEvents, o.Fanout.NodeBytes) = (windowEvents, nodeBytes));
        using var blocked = new ManualResetEventSlim();
        Task<bool> pacing = await PaceBehindAsync(harness, blocked);

        pacing.IsCompleted.ShouldBeFalse(behind);
        blocked.Set();
        (await pacing.WaitAsync(Eventually.Limit)).ShouldBeTrue(behind);
    }

    [Fact]
    public async Task Pace_PumpDoesNotCatchUp_TimesOut()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        using var blocked = new ManualResetEventSlim();
        Task<bool> pacing = await PaceBehindAsync(harness, blocked);

        pacing.IsCompleted.ShouldBeFalse();
        harness.Clock.Advance(TimeSpan.FromSeconds(5));

        (await pacing.WaitAsync(Eventually.Limit)).ShouldBeFalse();
        blocked.Set();
    }

    [Fact]
    public async Task Pace_OneSessionIsSlow_NobodyWaits()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        RecordingSession slow = await harness.AttachAsync();
        RecordingSession other = await harness.AttachAsync();
        await slow.SeesLineAsync("ready");
        slow.Stall();
        for (int i = 1; i <= 100; i++)
        {
            harness.Broker.Publish(s_orders);
            await other.SeesAsync(i);
        }

        (await harness.Hub.PaceAsync(s_orders, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask().WaitAsync(Eventually.Limit)).ShouldBeTrue();
    }

    [Fact]
    public async Task Pace_LastSessionLeavesWhileThePumpRuns_NobodyWaits()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        using var blocked = new ManualResetEventSlim();
        var writing = new TaskCompletionSource();
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        session.OnWrite = () =>
        {
            writing.TrySetResult();
            blocked.Wait();
        };
        harness.Broker.Publish(s_orders);
        await writing.Task.WaitAsync(Eventually.Limit);
        HubChannel channel = session.Subscriptions[0].Channel;
        channel.Sessions.Remove(session.Subscriptions[0]);
        harness.Broker.Publish(s_orders, 12);
        blocked.Set();
        await session.SeesAsync(13);

        // The run that began before is about to end, or has: it does not put the front back.
        for (int i = 0; i < 1000; i++)
        {
            channel.Lags.ShouldBeFalse();
            await Task.Yield();
        }

        channel.Sessions.Add(session.Subscriptions[0]);
    }

    [Fact]
    public async Task Pace_NoSessions_NobodyWaits()
    {
        await using var harness = new HubHarness(o => o.Fanout.WindowEvents = 16);
        await harness.EndAsync(await harness.AttachAsync());
        harness.Broker.Publish(s_orders, 1000);

        (await harness.Hub.PaceAsync(s_orders, TimeSpan.FromSeconds(5), CancellationToken.None)).ShouldBeTrue();
    }

    /// <summary>A publisher that waits for a pump which stands still in a session's write, until it is let go.</summary>
    private static async Task<Task<bool>> PaceBehindAsync(HubHarness harness, ManualResetEventSlim blocked)
    {
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        session.OnWrite = () => blocked.Wait();
        harness.Broker.Publish(s_orders, 12);
        return harness.Hub.PaceAsync(s_orders, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask();
    }
}
