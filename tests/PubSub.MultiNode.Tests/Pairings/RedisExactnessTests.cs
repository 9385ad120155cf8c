using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Load;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class RedisExactnessTests(RedisBroker broker, ITestOutputHelper output) : ExactnessSuite<RedisBroker>(broker, output)
{
    private const int Kills = 12;

    // A node's connections, both of them, at any moment: what it missed meanwhile it reads from history, and nobody notices.
    [SkippableFact]
    public async Task Connections_KilledAtRandom_LoseAndRepeatNothing()
    {
        await using NodeCluster cluster = await StartNodesAsync();
        using var limit = new CancellationTokenSource(Limit);
        var load = new LedgerLoad(cluster.Nodes, new LoadPlan { HasFaults = true, UnderKey = true });
        var random = new Random(7);
        int killed = 0;

        await load.RunAsync(
            async () =>
            {
                for (int i = 1; i <= Kills; i++)
                {
                    await load.ReachAsync((double)i / (Kills + 1), limit.Token);
                    killed += await Broker.KillConnectionsAsync(cluster.Nodes[random.Next(cluster.Nodes.Count)]);
                }
            },
            limit.Token);

        killed.ShouldBeGreaterThanOrEqualTo(Kills);
    }
}
