using System.Diagnostics;
using PubSub.MultiNode.Tests.Brokers;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.MultiNode.Tests.Presence;
using PubSub.TestSupport;
using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Pairings;

/// <summary>Who is in a room is the same in every tab on every node.</summary>
public sealed class RedisPresenceTests(RedisBroker broker, ITestOutputHelper output) : IClassFixture<RedisBroker>
{
    private const int Users = 200;
    private const int Rooms = 4;
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task Members_TabsComeAndGoAndANodeIsKilled_EveryListIsTheModels()
    {
        await using NodeCluster cluster = await StartAsync();
        await using var crowd = new PresenceCrowd(cluster.Nodes, Users, Rooms, seed: 17);
        await crowd.EnterAsync();
        await crowd.RestAsync();

        await crowd.WanderAsync(steps: 6);
        await crowd.RestAsync();

        NodeProcess lost = cluster.Nodes[2];
        crowd.Lose(lost);
        await lost.KillAsync();
        await crowd.WanderAsync(steps: 2);
        await crowd.RestAsync();

        crowd.Impossible.ShouldBeEmpty();
        output.WriteLine($"{crowd.Open.Count} tabs are open; all tabs were told {crowd.Departures} departures.");
    }

    [SkippableFact]
    public async Task Members_RedisAwayForLongerThanTheLeases_NobodyLeavesWhoIsThere()
    {
        await using NodeCluster cluster = await StartAsync();
        await using var crowd = new PresenceCrowd(cluster.Nodes, Users / 4, Rooms, seed: 18);
        await crowd.EnterAsync();
        await crowd.RestAsync();

        await broker.Server.KillAsync();
        long since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > 4 * s_heartbeat, "Redis was away for more than three heartbeats");
        await broker.Server.StartAgainAsync();

        // Somebody who comes is seen by all, so that announcements are known to flow again, and that several leases after Redis is back.
        long back = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(back) > 6 * s_heartbeat, "two leases have passed");
        await crowd.WelcomeAsync();
        await crowd.RestAsync();
        crowd.Departures.ShouldBe(0);
        crowd.Impossible.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Members_OfAKilledNode_LeaveOnce()
    {
        await using NodeCluster cluster = await StartAsync();
        NodeProcess[] nodes = [.. cluster.Nodes];
        await using PresenceTab watcher = await PresenceTab.OpenAsync(nodes[0], "watcher", "presence-doomed");
        await using PresenceTab other = await PresenceTab.OpenAsync(nodes[1], "other", "presence-doomed");
        await using PresenceTab doomed = await PresenceTab.OpenAsync(nodes[2], "doomed", "presence-doomed");
        await Eventually.HoldsAsync(() => watcher.Lists(new HashSet<string> { "watcher", "other", "doomed" }));

        await nodes[2].KillAsync();

        await Eventually.HoldsAsync(() => watcher.Lists(new HashSet<string> { "watcher", "other" }) && other.Lists(new HashSet<string> { "watcher", "other" }));
        // Further sweeps of both nodes tell it no second time.
        long since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > 2 * s_heartbeat, "several sweeps");
        watcher.Departures.ShouldBe(1);
        other.Departures.ShouldBe(1);
    }

    private async Task<NodeCluster> StartAsync()
    {
        await broker.EnsureStartedAsync();
        string prefix = broker.NewPrefix();
        var cluster = new NodeCluster(output);
        try
        {
            await cluster.StartAsync(new[] { "a", "b", "c" }.Select(name => ((IBroker)broker).Node(name, prefix) with { Heartbeat = s_heartbeat }));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
