using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Cursors of subscribers to a channel that is quiet in a log that others fill: they move along, so that a resume does not have to search all of it.</summary>
public sealed class QuietCursorTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task KeepAlive_LogHasMovedOn_CarriesAPositionThatTheWindowKnows()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        PassOthers(harness);
        await TickAsync(harness, session, 2);

        session.Lines.Count(line => line == "keep-alive with position").ShouldBe(1);
        EventId position = session.Subscriptions[0].Position;
        position.ShouldBe(harness.Broker[s_orders].Top);
        RecordingSession resumed = await harness.AttachAsync(SubscribeFrom.After(position));
        harness.Broker.Publish(s_orders);
        await resumed.SeesAsync(1);
        await session.SeesAsync(2);
        harness.Broker.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task KeepAlive_LogHasMovedOnPastTheLastEvent_OlderCursorsAreGoodAsWell()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        EventId last = harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        PassOthers(harness);
        await TickAsync(harness, session, 2);
        RecordingSession resumed = await harness.AttachAsync(SubscribeFrom.After(last));
        harness.Broker.Publish(s_orders);

        await resumed.SeesAsync(1);
        resumed.Lines.ShouldBe(["ready", "event 3"]);
        harness.Broker.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_WindowIsBeingFilled_PassesNothingThatWasLost()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);
        await session.SeesAsync(1);
        harness.Broker.Lose(s_orders);
        harness.Broker.Failure = new BrokerUnavailableException("Away.");
        harness.Sink.OnContinuityLost(s_orders);
        await Eventually.HoldsAsync(() => harness.Broker.Reads > 0, "an attempt");
        PassOthers(harness);
        harness.Clock.Advance(TimeSpan.FromSeconds(30));
        harness.Broker.Failure = null;

        await harness.PassTimeUntilAsync(() => session.EventCount == 2, "the lost event");
    }

    [Fact]
    public async Task Sweep_AdapterThrows_SessionsGoOn()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Delivered = _ => throw new InvalidOperationException("Not now.");
        await TickAsync(harness, session, 2);
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
    }

    // Records of other channels follow, and all of this one's were delivered.
    private static void PassOthers(HubHarness harness)
    {
        harness.Broker[s_orders].AppendUnreadable();
        harness.Broker.Delivered = channel => harness.Broker[channel].Top;
    }

    private static async Task TickAsync(HubHarness harness, RecordingSession session, int times)
    {
        for (int i = 1; i <= times; i++)
        {
            harness.Clock.Advance(harness.Options.Fanout.KeepAlive);
            await Eventually.HoldsAsync(() => session.Lines.Count(line => line.StartsWith("keep-alive", StringComparison.Ordinal)) >= i, "a keep-alive");
        }
    }
}
