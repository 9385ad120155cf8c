using System.Globalization;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Idempotency;

/// <summary>What the store leaves in Redis. What it answers is the conformance suite's matter.</summary>
public sealed class RedisIdempotencyStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly byte[] s_hash = [1];
    private static readonly byte[] s_outcome = [2];

    private readonly string _prefix = SharedRedis.NewPrefix();
    private RedisServer _server = null!;
    private OpenStore _node = null!;

    private IIdempotencyStore Store => _node.Store;

    public async Task InitializeAsync()
    {
        _server = await SharedRedis.GetAsync();
        _node = new OpenStore(_server, _prefix);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    [SkippableFact]
    public async Task Claim_NeverEnded_LeavesWithItsLease()
    {
        await Store.ClaimAsync("k", s_hash, s_second, default);
        string record = (await KeysAsync("record:*")).ShouldHaveSingleItem();
        (await LifetimeAsync(record)).ShouldBeInRange(TimeSpan.Zero, s_second);
        await _server.ElapseAsync(s_second);

        (await KeysAsync("record:*")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Claim_Renewed_StaysAsLongAsItsLease()
    {
        IdempotencyClaim claim = await Store.ClaimAsync("k", s_hash, s_second, default);
        await Store.RenewAsync("k", claim.Token, s_minute, default);

        (await LifetimeAsync((await KeysAsync("record:*")).Single())).ShouldBeInRange(s_second, s_minute);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_Outcome_LeavesWithItsRetention(bool done)
    {
        IdempotencyClaim claim = await Store.ClaimAsync("k", s_hash, s_second, default);
        if (done) await Store.MarkDoneAsync("k", claim.Token, s_outcome, s_minute, default);
        else await Store.StoreRanAsync("k", claim.Token, s_outcome, s_minute, default);

        (await LifetimeAsync((await KeysAsync("record:*")).Single())).ShouldBeInRange(s_second, s_minute);
    }

    // A script is not rolled back: a record that ran and is in no list would be found by nobody.
    [SkippableFact]
    public async Task StoreRan_RefusedHalfWay_LeavesAClaim()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var node = new OpenStore(server);
        IdempotencyClaim claim = await node.Store.ClaimAsync("k", s_hash, s_minute, default);
        await server.CliAsync("ACL", "SETUSER", "default", "-zadd");
        await Should.ThrowAsync<BrokerUnavailableException>(async () => await node.Store.StoreRanAsync("k", claim.Token, s_outcome, s_minute, default));

        string record = (await server.CliAsync("KEYS", "*}:record:*")).Trim();
        (await server.CliAsync("HGET", record, "state")).ShouldBe("claimed");
    }

    [SkippableFact]
    public async Task MarkDone_RecordThatRan_LeavesNothingToSweep()
    {
        IdempotencyClaim claim = await Store.ClaimAsync("k", s_hash, s_minute, default);
        await Store.StoreRanAsync("k", claim.Token, s_outcome, s_minute, default);
        (await KeysAsync("ran")).ShouldHaveSingleItem();
        await Store.MarkDoneAsync("k", claim.Token, s_outcome, s_minute, default);

        (await KeysAsync("ran")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task ListAbandoned_RecordThatExpired_IsTakenOffTheListByItsClaim()
    {
        IdempotencyClaim claim = await Store.ClaimAsync("k", s_hash, s_minute, default);
        await Store.StoreRanAsync("k", claim.Token, s_outcome, s_second, default);
        await Store.ReleaseAsync("k", claim.Token, default);
        await _server.ElapseAsync(s_second);

        foreach (string key in await Store.ListAbandonedAsync(10, default))
            (await Store.ClaimAbandonedAsync(key, s_minute, default)).Status.ShouldBe(IdempotencyClaimStatus.Missing);
        (await Store.ListAbandonedAsync(10, default)).ShouldBeEmpty();
        (await KeysAsync("ran")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Claim_ServerClockBehindTheLastToken_TokenStillRises()
    {
        await Store.ClaimAsync("k", s_hash, s_second, default);
        long ahead = (await _server.TimeAsync()).AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await _server.CliAsync("SET", (await KeysAsync("token")).Single(), ahead.ToString(CultureInfo.InvariantCulture));
        await _server.ElapseAsync(s_second);

        (await Store.ClaimAsync("k", s_hash, s_second, default)).Token.ShouldBe(ahead + 1);
    }

    [SkippableFact]
    public async Task EveryStep_UserWithThePermissionsOfTheDocs_Works()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md")]);
        await using var node = new OpenStore(server, "pubsub:");

        await GoThroughAsync(node.Store);
    }

    [SkippableFact]
    public async Task EveryStep_OnACluster_StaysWithinOneSlot()
    {
        RedisServer cluster = await SharedRedisCluster.GetAsync();
        await using var node = new OpenStore(cluster, _prefix);

        await GoThroughAsync(node.Store);
    }

    // Every step, on keys of many shards.
    private static async Task GoThroughAsync(IIdempotencyStore store)
    {
        for (int i = 0; i < 20; i++)
        {
            string key = $"k{i}";
            IdempotencyClaim claim = await store.ClaimAsync(key, s_hash, s_minute, default);
            (await store.RenewAsync(key, claim.Token, s_minute, default)).ShouldBeTrue();
            (await store.StoreRanAsync(key, claim.Token, s_outcome, s_minute, default)).ShouldBeTrue();
            (await store.ReleaseAsync(key, claim.Token, default)).ShouldBeTrue();
        }

        IReadOnlyList<string> abandoned = await store.ListAbandonedAsync(100, default);
        abandoned.Count.ShouldBe(20);
        IdempotencyClaim again = await store.ClaimAbandonedAsync(abandoned[0], s_minute, default);
        (await store.MarkDoneAsync(abandoned[0], again.Token, s_outcome, s_minute, default)).ShouldBeTrue();
        (await store.GetDoneAsync(abandoned[0], default)).ShouldNotBeNull();
    }

    private async Task<string[]> KeysAsync(string what) =>
        (await _server.CliAsync("KEYS", $"{_prefix}*}}:{what}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<TimeSpan> LifetimeAsync(string key) =>
        TimeSpan.FromMilliseconds(long.Parse(await _server.CliAsync("PTTL", key), CultureInfo.InvariantCulture));
}
