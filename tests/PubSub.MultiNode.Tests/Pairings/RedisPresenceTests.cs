using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
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

    // What docs/presence.md promises with this heartbeat and three missed ones: the lease, and a third of a heartbeat more.
    private static readonly TimeSpan s_longestStay = (s_heartbeat * 3) + (s_heartbeat / 3);

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
        await using var crowd = new PresenceCrowd(cluster.Nodes, Users, Rooms, seed: 18);
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

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Members_UsersActWhileRedisIsAway_EveryListIsTheModels(bool aNodeIsKilledMeanwhile)
    {
        await using NodeCluster cluster = await StartAsync();
        await using var crowd = new PresenceCrowd(cluster.Nodes, Users, Rooms, seed: 19);
        await crowd.EnterAsync();
        await crowd.RestAsync();

        await broker.Server.KillAsync();
        // All at once: most of them are in the middle of a step as long as Redis is away.
        Task wandering = crowd.WanderAsync(steps: 4, atOnce: Users);
        long since = Stopwatch.GetTimestamp();
        if (aNodeIsKilledMeanwhile)
        {
            await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > s_heartbeat, "Redis is away for a heartbeat");
            NodeProcess lost = cluster.Nodes[2];
            crowd.Lose(lost);
            await lost.KillAsync();
        }

        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > 4 * s_heartbeat, "Redis was away for more than three heartbeats");
        wandering.IsCompleted.ShouldBeFalse();
        await broker.Server.StartAgainAsync();
        await wandering;
        await crowd.RestAsync();

        crowd.Impossible.ShouldBeEmpty();
        output.WriteLine($"{crowd.Open.Count} tabs are open; all tabs were told {crowd.Departures} departures.");
    }

    [SkippableFact]
    public async Task Members_RedisIsEmptied_AllAreBackInEveryList()
    {
        await using NodeCluster cluster = await StartAsync("a", "b");
        await using var crowd = new PresenceCrowd(cluster.Nodes, Users, Rooms, seed: 20);
        await crowd.EnterAsync();
        await crowd.WanderAsync(steps: 2);
        await crowd.RestAsync();
        // What users said last is what all their connections' nodes know after a heartbeat.
        long since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > 2 * s_heartbeat, "two heartbeats have passed");

        await broker.Server.CliAsync("FLUSHALL");

        foreach ((string room, Dictionary<string, int> members) in crowd.Model())
            foreach (NodeProcess node in cluster.Nodes) await Eventually.HoldsAsync(async () => (await StoredAsync(node, room)).SetEquals(members.Keys), $"all are back in {room}");
        // Who comes is told to all after whatever they were told of the loss.
        await crowd.WelcomeAsync();
        await crowd.RestAsync();
        crowd.Impossible.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Members_OfAKilledNode_LeaveOnceWithinTheDocumentedTime()
    {
        await using NodeCluster cluster = await StartAsync();
        NodeProcess[] nodes = [.. cluster.Nodes];
        await using PresenceTab watcher = await PresenceTab.OpenAsync(nodes[0], "watcher", "presence-doomed");
        await using PresenceTab other = await PresenceTab.OpenAsync(nodes[1], "other", "presence-doomed");
        await using PresenceTab doomed = await PresenceTab.OpenAsync(nodes[2], "doomed", "presence-doomed");
        await Eventually.HoldsAsync(() => watcher.Lists(new HashSet<string> { "watcher", "other", "doomed" }));

        await nodes[2].KillAsync();
        DateTimeOffset killed = await broker.Server.TimeAsync();

        await Eventually.HoldsAsync(() => watcher.Lists(new HashSet<string> { "watcher", "other" }) && other.Lists(new HashSet<string> { "watcher", "other" }));
        // By Redis's clock, which a change is told with. The half second is for two nodes' timers on a machine that is busy with other tests.
        (watcher.LeftAt("doomed")!.Value - killed).ShouldBeLessThan(s_longestStay + TimeSpan.FromSeconds(0.5));
        // Further sweeps of both nodes tell it no second time.
        long since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > 2 * s_heartbeat, "several sweeps");
        watcher.Departures.ShouldBe(1);
        other.Departures.ShouldBe(1);
    }

    private static async Task<HashSet<string>> StoredAsync(NodeProcess node, string room)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/channels/{room}/presence");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "user-0");
        using HttpResponseMessage response = await node.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        JsonElement answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
        return [.. answer.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").GetString()!)];
    }

    private Task<NodeCluster> StartAsync() => StartAsync("a", "b", "c");

    private async Task<NodeCluster> StartAsync(params string[] names)
    {
        await broker.EnsureStartedAsync();
        string prefix = broker.NewPrefix();
        var cluster = new NodeCluster(output);
        try
        {
            await cluster.StartAsync(names.Select(name => ((IBroker)broker).Node(name, prefix) with { Heartbeat = s_heartbeat }));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
