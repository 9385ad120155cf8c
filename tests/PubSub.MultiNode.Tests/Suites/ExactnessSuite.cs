using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Load;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Streams;
using PubSub.TestSupport;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Suites;

/// <summary>The promise across nodes: every event of a channel with history exactly once and in order, on whichever node one listens.</summary>
public abstract class ExactnessSuite<TBroker>(TBroker broker, ITestOutputHelper output) : IClassFixture<TBroker>
    where TBroker : class, IBroker
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // A claim whose holder could not reach its store lapses by itself: soon enough for the retry that waits for it.
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(2);

    private protected TBroker Broker => broker;

    [SkippableFact]
    public async Task Nodes_OneWithItsClockOff_DeliverOnceAndInOrder()
    {
        await using NodeCluster cluster = await StartNodesAsync();
        using var limit = new CancellationTokenSource(Limit);

        await new LedgerLoad(cluster.Nodes, new LoadPlan()).RunAsync(disturb: null, limit.Token);
    }

    [SkippableFact]
    public async Task Broker_CrashedInTheMiddle_LosesAndRepeatsNothingAcknowledged()
    {
        await using NodeCluster cluster = await StartNodesAsync();
        using var limit = new CancellationTokenSource(Limit);
        var load = new LedgerLoad(cluster.Nodes, new LoadPlan { HasFaults = true, UnderKey = broker.Deduplicates });

        await load.RunAsync(
            async () =>
            {
                for (int i = 1; i <= broker.Crashes; i++)
                {
                    await load.ReachAsync((double)i / (broker.Crashes + 1), limit.Token);
                    await broker.CrashAsync();
                }
            },
            limit.Token);
    }

    [SkippableFact]
    public async Task Resume_ByAVectorOfAnotherNode_BringsTheRestOnceAndInTheOrderOfEachKey()
    {
        const int Numbers = 8;
        string prefix = broker.NewPrefix();
        await using NodeCluster cluster = await StartNodesAsync(prefix);
        string begin = await SplitStreams.BeginAsync(cluster.Nodes[0]);
        begin.Split(',').Length.ShouldBe(SplitStreams.Keys.Count);
        await SplitStreams.SayAsync(cluster.Nodes, Enumerable.Range(0, Numbers));
        List<SseFrame> all = await SplitStreams.ResumeAsync(cluster.Nodes[1], begin, Numbers * SplitStreams.Keys.Count);
        // One that has nothing in memory reads it all from the broker.
        await cluster.StartAsync(broker.Node("d", prefix));
        NodeProcess[] others = [cluster.Nodes[2], cluster.Nodes[3]];

        for (int at = 0; at < all.Count; at += 3)
        {
            List<SseFrame> rest = await SplitStreams.ResumeAsync(others[at % 2], all[at].Id!, all.Count - at - 1);
            foreach (string key in SplitStreams.Keys) all.Take(at + 1).Concat(rest).NumbersOf(key).ShouldBe(Enumerable.Range(0, Numbers), $"{key} after {at}");
        }
    }

    private protected async Task<NodeCluster> StartNodesAsync(string? ownPrefix = null)
    {
        await broker.EnsureStartedAsync();
        string prefix = ownPrefix ?? broker.NewPrefix();
        var cluster = new NodeCluster(output);
        try
        {
            await cluster.StartAsync(
                broker.Node("a", prefix) with { Lease = s_lease },
                broker.Node("b", prefix) with { Lease = s_lease, ClockOffset = TimeSpan.FromSeconds(3) },
                broker.Node("c", prefix) with { Lease = s_lease });
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
