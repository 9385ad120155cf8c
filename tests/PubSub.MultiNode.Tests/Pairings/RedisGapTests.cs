using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Streams;
using PubSub.MultiNode.Tests.Suites;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

public sealed class RedisGapTests(RedisBroker broker, ITestOutputHelper output) : GapSuite<RedisBroker>(broker, output)
{
    // By a look at the top, which is of another epoch.
    [SkippableFact]
    public async Task History_ErasedAndNothingPublished_IsAGapAllTheSame()
    {
        await Broker.EnsureStartedAsync();
        string prefix = Broker.NewPrefix();
        await using NodeCluster cluster = await StartNodesAsync(prefix);
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "ledger:erased-in-silence");
        await streams.PublishAndHearAsync();

        await Broker.EraseHistoryAsync(prefix);

        await streams.HearGapAsync();
        await streams.PublishAndHearAsync();
    }

    [SkippableFact]
    public async Task EphemeralChannel_RedisCrashed_IsAGapAndThenLive()
    {
        await Broker.EnsureStartedAsync();
        await using NodeCluster cluster = await StartNodesAsync(Broker.NewPrefix());
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "probe:crash");
        await streams.PublishAndHearAsync();

        await Broker.CrashAsync();

        IReadOnlyList<string> reasons = await streams.HearGapAsync();
        reasons.ShouldAllBe(reason => reason == "continuity-lost");
        await streams.PublishAndHearAsync();
    }
}
