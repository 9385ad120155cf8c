using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What a session throws reaches nobody else: its caller is a thread that serves other sessions, or the transport's.</summary>
public sealed class SessionFaultTests
{
    [Fact]
    public async Task Poke_FaultCannotBeTold_SessionCompletesAndOthersAreServed()
    {
        await using var harness = new HubHarness();
        RecordingSession broken = await harness.AttachAsync();
        RecordingSession other = await harness.AttachAsync();
        broken.FailWith = new InvalidOperationException("A write fails.");
        broken.FailFaultWith = new AggregateException("The log fails.");
        harness.Broker.Publish(HubHarness.Orders);

        await broken.Completion.WaitAsync(Eventually.Limit);
        await other.SeesAsync(1);
        harness.Broker.Publish(HubHarness.Orders);
        await other.SeesAsync(2);
    }

    [Fact]
    public async Task Close_LettingGoThrows_SessionCompletesAndIsForgotten()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        session.FailClosedWith = new AggregateException("The log fails.");
        session.Close(SessionEnd.PeerGone);

        await session.Completion.WaitAsync(Eventually.Limit);
        harness.Hub.SessionCount.ShouldBe(0);
    }
}
