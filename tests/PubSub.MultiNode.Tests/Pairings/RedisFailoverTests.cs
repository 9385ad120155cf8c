using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Streams;
using PubSub.TestServers;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

/// <summary>Sessions live through a change of the primary: nodes that know both servers go to the other one, and what was lost on the way is told.</summary>
public sealed class RedisFailoverTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReplicaPromoted_WithAllWrites_SubscribersMissNothingAndAreNotTold(bool primaryDies)
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await replica.CatchUpAsync(primary);
        await using NodeCluster cluster = await StartNodesAsync(primary, replica);
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "ledger:promoted");
        for (int i = 0; i < 3; i++) await streams.PublishAndHearAsync();
        await replica.CatchUpAsync(primary);

        if (primaryDies) await primary.KillAsync();
        await replica.FollowAsync(null);
        if (!primaryDies) await primary.FollowAsync(replica);

        for (int i = 0; i < 3; i++) await streams.PublishAndHearAsync();
    }

    [SkippableFact]
    public async Task ReplicaPromoted_WithoutTheLastWrite_IsAGapAndThenLive()
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await replica.CatchUpAsync(primary);
        await using NodeCluster cluster = await StartNodesAsync(primary, replica);
        await using var streams = await NodeStreams.OpenAsync(cluster.Nodes, "ledger:rolled-back");
        for (int i = 0; i < 3; i++) await streams.PublishAndHearAsync();
        await replica.CatchUpAsync(primary);

        // Cut off and promoted, while the old primary still acknowledges.
        await replica.FollowAsync(null);
        await streams.PublishAndHearAsync();
        await primary.KillAsync();

        await streams.PublishAsync();
        await streams.HearGapAsync();
        await streams.PublishAndHearAsync();
    }

    private static Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }

    private async Task<NodeCluster> StartNodesAsync(RedisServer primary, RedisServer replica)
    {
        var cluster = new NodeCluster(output);
        try
        {
            string address = $"{primary.Url},{replica.Url}", prefix = SharedRedis.NewPrefix();
            await cluster.StartAsync(new NodeArguments("a", "redis", address, prefix), new NodeArguments("b", "redis", address, prefix));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
