using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Streams;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Suites;

/// <summary>What cannot be had again is told.</summary>
public abstract class GapSuite<TBroker>(TBroker broker, ITestOutputHelper output) : IClassFixture<TBroker>
    where TBroker : class, IBroker
{
    private protected TBroker Broker => broker;

    [SkippableFact]
    public async Task History_ErasedUnderSubscribers_IsAGapAndThenLive()
    {
        await broker.EnsureStartedAsync();
        string prefix = broker.NewPrefix();
        await using NodeCluster cluster = await StartNodesAsync(prefix);
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "ledger:erased");
        for (int i = 0; i < 3; i++) await streams.PublishAndHearAsync();

        await broker.EraseHistoryAsync(prefix);

        // Nobody can know of it before something is published: it may be what tells it.
        await streams.PublishAsync();
        await streams.HearGapAsync();
        await streams.PublishAndHearAsync();
    }

    private protected async Task<NodeCluster> StartNodesAsync(string prefix)
    {
        var cluster = new NodeCluster(output);
        try
        {
            await cluster.StartAsync(broker.Node("a", prefix), broker.Node("b", prefix));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
