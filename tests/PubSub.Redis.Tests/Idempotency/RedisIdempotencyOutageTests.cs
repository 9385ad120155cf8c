using System.Diagnostics;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Idempotency;

/// <summary>The store when its server freezes, dies, returns, or has forgotten everything.</summary>
public sealed class RedisIdempotencyOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly byte[] s_hash = [1];
    private static readonly byte[] s_outcome = [2];

    private RedisServer _server = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task StoreRan_HeldUpPastTheLease_IsRefusedWhenItArrives()
    {
        await using var node = new OpenStore(_server, timeout: TimeSpan.FromMilliseconds(300));
        IdempotencyClaim claim = await node.Store.ClaimAsync("k", s_hash, s_lease, default);
        long claimed = Stopwatch.GetTimestamp();
        _server.Freeze();
        await Should.ThrowAsync<BrokerUnavailableException>(async () => await node.Store.StoreRanAsync("k", claim.Token, s_outcome, s_minute, default));
        await Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(claimed) > s_lease);
        _server.Thaw();

        // Behind the late one on the same connection: had it been taken, the record would have run.
        IdempotencyClaim next = await node.Store.ClaimAsync("k", s_hash, s_minute, default);
        next.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        next.Token.ShouldBeGreaterThan(claim.Token);
    }

    [SkippableFact]
    public async Task EveryStep_HolderFrozenWhileAnotherRan_IsRefused()
    {
        await using var frozen = new OpenStore(_server);
        await using var other = new OpenStore(_server);
        IdempotencyClaim claim = await frozen.Store.ClaimAsync("k", s_hash, s_lease, default);
        await _server.ElapseAsync(s_lease);
        IdempotencyClaim taken = await other.Store.ClaimAsync("k", s_hash, s_minute, default);
        await other.Store.StoreRanAsync("k", taken.Token, s_outcome, s_minute, default);

        (await frozen.Store.RenewAsync("k", claim.Token, s_minute, default)).ShouldBeFalse();
        (await frozen.Store.StoreRanAsync("k", claim.Token, new byte[] { 3 }, s_minute, default)).ShouldBeFalse();
        (await frozen.Store.MarkDoneAsync("k", claim.Token, new byte[] { 3 }, s_minute, default)).ShouldBeFalse();
        await other.Store.MarkDoneAsync("k", taken.Token, s_outcome, s_minute, default);
        (await frozen.Store.GetDoneAsync("k", default))!.Value.ToArray().ShouldBe(s_outcome);
    }

    [SkippableFact]
    public async Task EveryStep_ServerDown_IsUnavailableWithoutNamingTheKey()
    {
        await using var node = new OpenStore(_server);
        await node.Store.ClaimAsync("secret", s_hash, s_minute, default);
        await _server.KillAsync();

        Func<Task>[] steps =
        [
            async () => await node.Store.ClaimAsync("secret", s_hash, s_minute, default),
            async () => await node.Store.MarkDoneAsync("secret", 1, s_outcome, s_minute, default),
            async () => await node.Store.GetDoneAsync("secret", default),
            async () => await node.Store.ListAbandonedAsync(10, default),
        ];
        foreach (Func<Task> step in steps) (await Should.ThrowAsync<BrokerUnavailableException>(step)).Message.ShouldNotContain("secret");
    }

    [SkippableFact]
    public async Task CheckHealth_ServerGoneAndBack_IsUnhealthyMeanwhile()
    {
        await using var node = new OpenStore(_server);
        (await IsHealthyAsync(node)).ShouldBeTrue();
        await _server.KillAsync();
        (await IsHealthyAsync(node)).ShouldBeFalse();
        await _server.StartAgainAsync();

        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the store is healthy again");
    }

    [SkippableFact]
    public async Task Claim_ServerKilledAndStarted_IsStillHeldAndItsOutcomeStored()
    {
        await using var node = new OpenStore(_server);
        IdempotencyClaim ran = await node.Store.ClaimAsync("ran", s_hash, s_minute, default);
        await node.Store.StoreRanAsync("ran", ran.Token, s_outcome, s_minute, default);
        await node.Store.ClaimAsync("held", s_hash, s_minute, default);
        await _server.KillAsync();
        await _server.StartAgainAsync();

        (await ClaimWhenBackAsync(node, "held")).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await node.Store.MarkDoneAsync("ran", ran.Token, s_outcome, s_minute, default)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Claim_ServerForgotEverything_TokenStillRises()
    {
        await using var node = new OpenStore(_server);
        IdempotencyClaim first = await node.Store.ClaimAsync("k", s_hash, s_minute, default);
        await _server.CliAsync("FLUSHALL");
        await _server.CliAsync("SCRIPT", "FLUSH");

        IdempotencyClaim second = await node.Store.ClaimAsync("k", s_hash, s_minute, default);
        second.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        second.Token.ShouldBeGreaterThan(first.Token);
    }

    private static async ValueTask<bool> IsHealthyAsync(OpenStore node) => (await node.Store.CheckHealthAsync(default))!.IsHealthy;

    private static async Task<IdempotencyClaim> ClaimWhenBackAsync(OpenStore node, string key)
    {
        IdempotencyClaim claim = default;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                claim = await node.Store.ClaimAsync(key, s_hash, s_minute, default);
                return true;
            }
            catch (BrokerUnavailableException)
            {
                return false;
            }
        });
        return claim;
    }
}
