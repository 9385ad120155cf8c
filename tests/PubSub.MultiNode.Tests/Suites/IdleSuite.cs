using System.Diagnostics;
using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Streams;
using PubSub.TestSupport;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Suites;

/// <summary>A node on which nothing happens costs nothing: a client library that asks without waiting would take a core, and nobody would see it in a test.</summary>
public abstract class IdleSuite<TBroker>(TBroker broker, ITestOutputHelper output) : IClassFixture<TBroker>
    where TBroker : class, IBroker
{
    private const double MostOfACore = 0.05;
    private static readonly TimeSpan s_stretch = TimeSpan.FromSeconds(2);

    [SkippableFact]
    public async Task Node_NothingHappens_TakesNextToNoProcessor()
    {
        await broker.EnsureStartedAsync();
        await using var cluster = new NodeCluster(output);
        await cluster.StartAsync(broker.Node("a", broker.NewPrefix()));
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "ledger:idle");
        await streams.PublishAndHearAsync();

        // What it compiles after its start takes a while longer than the start.
        await Eventually.HoldsAsync(async () =>
        {
            TimeSpan before = cluster.Nodes[0].ProcessorTime;
            long started = Stopwatch.GetTimestamp();
            using var stretch = new PeriodicTimer(s_stretch);
            await stretch.WaitForNextTickAsync();
            return cluster.Nodes[0].ProcessorTime - before < MostOfACore * Stopwatch.GetElapsedTime(started);
        });
    }
}
