using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.Redis.Connecting;
using PubSub.Redis.Presence;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Presence;

/// <summary>What the store leaves in Redis and needs of it. What it answers is the conformance suite's matter.</summary>
public sealed class RedisPresenceStoreTests
{
    private static readonly PresenceTerms s_terms = new(TimeSpan.FromMinutes(1), 1000, 1000);
    private static readonly PresenceSweep s_sweep = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), 100);

    private readonly string _prefix = SharedRedis.NewPrefix();

    [SkippableFact]
    public async Task Leave_LastMember_LeavesOnlyWhatExpires()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisConnection connection = Connect(server, _prefix);
        using RedisPresenceStore store = await StartAsync(connection, _prefix);
        await GoThroughAsync(store, 3);

        foreach (string key in (await server.CliAsync("KEYS", $"{_prefix}*")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            long.Parse(await server.CliAsync("PTTL", key), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0, key);
    }

    [SkippableFact]
    public async Task Join_MemberThatComesBack_KeepsTheRecordFromExpiring()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisConnection connection = Connect(server, _prefix);
        using RedisPresenceStore store = await StartAsync(connection, _prefix);
        await GoThroughAsync(store, 1);
        await store.JoinAsync(Connection(0), PresenceInfo.Empty, null, s_terms, default);

        (await server.CliAsync("PTTL", (await server.CliAsync("KEYS", $"{_prefix}*:record:*")).Trim())).ShouldBe("-1");
    }

    [SkippableFact]
    public async Task EveryStep_UserWithThePermissionsOfTheDocs_Works()
    {
        Servers.RequireRedis();
        await using RedisServer server = await RedisServer.StartAsync();
        await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md")]);
        await using RedisConnection connection = Connect(server, "pubsub:");
        using RedisPresenceStore store = await StartAsync(connection, "pubsub:");

        await GoThroughAsync(store, 1);
    }

    [SkippableFact]
    public async Task Start_CommandThatIsDenied_IsNamed()
    {
        Servers.RequireRedis();
        await using RedisServer server = await RedisServer.StartAsync();
        await server.CliAsync("ACL", "SETUSER", "default", "-hgetall");
        await using RedisConnection connection = Connect(server, "pubsub:");

        (await Should.ThrowAsync<Core.Adapters.BrokerUnavailableException>(() => StartAsync(connection, "pubsub:"))).Message.ShouldContain("hgetall");
    }

    [SkippableFact]
    public async Task EveryStep_OnACluster_StaysWithinOneSlot()
    {
        await using RedisConnection connection = Connect(await SharedRedisCluster.GetAsync(), _prefix);
        using RedisPresenceStore store = await StartAsync(connection, _prefix);

        await GoThroughAsync(store, 20);
    }

    [SkippableFact]
    public async Task Sweep_EntryOfSomebodyElse_IsRemoved()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisConnection connection = Connect(server, _prefix);
        using RedisPresenceStore store = await StartAsync(connection, _prefix);
        string leases = new PresenceKeys(_prefix, 0).Leases("0").ToString();
        await store.SweepAsync(s_sweep with { Lease = TimeSpan.Zero }, default);
        await server.CliAsync("ZADD", leases, "1", "foreign");
        await store.SweepAsync(s_sweep, default);

        (await server.CliAsync("EXISTS", leases)).ShouldBe("0");
    }

    [SkippableFact]
    public async Task Sweep_AfterTheClockWasSetBack_RemovesWhoIsGoneWithinALease()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisConnection connection = Connect(server, _prefix);
        using RedisPresenceStore store = await StartAsync(connection, _prefix);
        var keys = new PresenceKeys(_prefix, 0);
        await store.JoinAsync(Connection(0), PresenceInfo.Empty, null, s_terms, default);
        string shard = keys.ShardOf(Connection(0).Channel);
        string ahead = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await server.CliAsync("HSET", keys.Swept(shard).ToString(), "at", ahead, "spared", ahead);
        await server.CliAsync("ZADD", keys.Leases(shard).ToString(), ahead, "chat:0\na1");
        PresenceSweep brief = s_sweep with { Lease = TimeSpan.FromMilliseconds(200) };

        (await store.SweepAsync(brief, default)).ShouldBe(0);
        await Eventually.HoldsAsync(async () => await store.SweepAsync(brief, default) == 1, "the lease has lapsed");
    }

    // Every step, on channels of many shards.
    private static async Task GoThroughAsync(RedisPresenceStore store, int channels)
    {
        for (int i = 0; i < channels; i++)
        {
            PresenceConnection connection = Connection(i);
            await store.WatchAsync(connection.Channel, default);
            (await store.JoinAsync(connection, PresenceInfo.Empty, null, s_terms, default)).Status.ShouldBe(PresenceStatus.Done);
            (await store.UpdateAsync(connection, PresenceInfo.Empty, s_terms, default)).Status.ShouldBe(PresenceStatus.Done);
            (await store.GetAsync(connection.Channel, default)).Members.ShouldHaveSingleItem();
            (await store.CountAsync(connection.Channel, default)).ShouldBe(1);
        }

        PresenceConnection[] all = [.. Enumerable.Range(0, channels).Select(Connection)];
        (await store.BeatAsync(all, s_terms.Lease, default)).ShouldBeEmpty();
        (await store.GetPositionsAsync([.. all.Select(each => each.Channel)], default)).ShouldAllBe(position => position!.Value.Version == 2);
        (await store.SweepAsync(s_sweep, default)).ShouldBe(0);
        foreach (PresenceConnection connection in all) (await store.LeaveAsync(connection, default)).Status.ShouldBe(PresenceStatus.Done);
    }

    private static PresenceConnection Connection(int i) => new(ChannelName.Parse($"chat:{i}"), "ann", "a1");

    private static RedisConnection Connect(RedisServer server, string prefix) =>
        new(new RedisOptions { Configuration = server.Url, KeyPrefix = prefix }, TimeProvider.System, NullLogger<RedisConnection>.Instance);

    private static async Task<RedisPresenceStore> StartAsync(RedisConnection connection, string prefix)
    {
        var store = new RedisPresenceStore(connection, new PresenceKeys(prefix, connection.Keys.Database), TimeProvider.System, NullLogger<RedisPresenceStore>.Instance);
        await store.StartAsync(new NoSink(), default);
        return store;
    }

    private sealed class NoSink : IPresenceSink
    {
        public void OnChange(ChannelName channel, PresenceChange change)
        {
            // Not what these tests are about.
        }

        public void OnContinuityLost(ChannelName? channel)
        {
            // As above.
        }
    }
}
