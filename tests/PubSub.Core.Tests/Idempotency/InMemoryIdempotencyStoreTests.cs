using PubSub.Contracts;
using PubSub.Core.Idempotency;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

public sealed class InMemoryIdempotencyStoreTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_retention = TimeSpan.FromHours(1);
    private static readonly byte[] s_hash = [1];
    private static readonly byte[] s_outcome = [9];

    private readonly ManualTimeProvider _time = new();
    private readonly PubSubOptions _options = new() { MaxIdempotencyRecords = 16 };
    private readonly InMemoryIdempotencyStore _store;

    public InMemoryIdempotencyStoreTests() => _store = new InMemoryIdempotencyStore(_options, _time);

    [Fact]
    public async Task ClaimAsync_FreeKey_IsAcquired() => (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.Acquired);

    [Fact]
    public async Task ClaimAsync_HeldKey_SaysWhenItsLeaseLapses()
    {
        await ClaimAsync("k");
        _time.Advance(TimeSpan.FromSeconds(10));

        IdempotencyClaim second = await ClaimAsync("k");

        second.Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        second.RetryAfter.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ClaimAsync_OtherHash_IsMismatch()
    {
        await ClaimAsync("k");

        (await _store.ClaimAsync("k", new byte[] { 2 }, s_lease, default)).Status.ShouldBe(IdempotencyClaimStatus.Mismatch);
    }

    [Fact]
    public async Task ClaimAsync_LapsedClaim_IsAcquiredWithALargerToken()
    {
        IdempotencyClaim first = await ClaimAsync("k");
        _time.Advance(s_lease);

        IdempotencyClaim second = await ClaimAsync("k");

        second.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        second.Token.ShouldBeGreaterThan(first.Token);
    }

    [Fact]
    public async Task EveryStep_WithALapsedToken_DoesNothing()
    {
        IdempotencyClaim claim = await ClaimAsync("k");
        _time.Advance(s_lease);

        (await _store.RenewAsync("k", claim.Token, s_lease, default)).ShouldBeFalse();
        (await _store.StoreRanAsync("k", claim.Token, s_outcome, s_retention, default)).ShouldBeFalse();
        (await _store.MarkDoneAsync("k", claim.Token, s_outcome, s_retention, default)).ShouldBeFalse();
        (await _store.ReleaseAsync("k", claim.Token, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task EveryStep_WithASupersededToken_DoesNothing()
    {
        IdempotencyClaim old = await ClaimAsync("k");
        _time.Advance(s_lease);
        await ClaimAsync("k");

        (await _store.RenewAsync("k", old.Token, s_lease, default)).ShouldBeFalse();
        (await _store.StoreRanAsync("k", old.Token, s_outcome, s_retention, default)).ShouldBeFalse();
        (await _store.ReleaseAsync("k", old.Token, default)).ShouldBeFalse();
        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
    }

    [Fact]
    public async Task RenewAsync_HeldClaim_MovesItsEnd()
    {
        IdempotencyClaim claim = await ClaimAsync("k");
        _time.Advance(TimeSpan.FromSeconds(20));
        (await _store.RenewAsync("k", claim.Token, s_lease, default)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(20));

        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
    }

    [Fact]
    public async Task ClaimAsync_RanAndLapsed_IsClaimedForPublishing()
    {
        IdempotencyClaim first = await ClaimAsync("k");
        await _store.StoreRanAsync("k", first.Token, s_outcome, s_retention, default);
        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        _time.Advance(s_lease);

        IdempotencyClaim second = await ClaimAsync("k");

        second.Status.ShouldBe(IdempotencyClaimStatus.Ran);
        second.Token.ShouldBeGreaterThan(first.Token);
        second.Outcome.ToArray().ShouldBe(s_outcome);
    }

    [Fact]
    public async Task ReleaseAsync_RanRecord_LetsGoOfItsLeaseOnly()
    {
        IdempotencyClaim claim = await ClaimAsync("k");
        await _store.StoreRanAsync("k", claim.Token, s_outcome, s_retention, default);

        (await _store.ReleaseAsync("k", claim.Token, default)).ShouldBeTrue();

        (await _store.ListAbandonedAsync(10, default)).ShouldBe(["k"]);
        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.Ran);
    }

    [Fact]
    public async Task ClaimAbandonedAsync_RunningDoneOrMissing_IsNotGranted()
    {
        await ClaimAsync("running");
        await FinishAsync("done");

        (await _store.ClaimAbandonedAsync("running", s_lease, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await _store.ClaimAbandonedAsync("done", s_lease, default)).Status.ShouldBe(IdempotencyClaimStatus.Done);
        (await _store.ClaimAbandonedAsync("missing", s_lease, default)).Status.ShouldBe(IdempotencyClaimStatus.Missing);
    }

    [Fact]
    public async Task MarkDoneAsync_Record_IsAnsweredUntilItsRetention()
    {
        await FinishAsync("k");

        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.Done);
        (await _store.GetDoneAsync("k", default))!.Value.ToArray().ShouldBe(s_outcome);
        _time.Advance(s_retention);
        (await _store.GetDoneAsync("k", default)).ShouldBeNull();
        (await ClaimAsync("k")).Status.ShouldBe(IdempotencyClaimStatus.Acquired);
    }

    [Fact]
    public async Task ClaimAsync_FullOfDone_ForgetsTheOldest()
    {
        for (int i = 0; i < 16; i++) await FinishAsync($"k{i}");

        await ClaimAsync("new");

        _store.Count.ShouldBe(16);
        (await _store.GetDoneAsync("k0", default)).ShouldBeNull();
        (await _store.GetDoneAsync("k1", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task ClaimAsync_FullOfLiveOnes_IsRefusedAndForgetsNone()
    {
        IdempotencyClaim ran = await ClaimAsync("ran");
        await _store.StoreRanAsync("ran", ran.Token, s_outcome, s_retention, default);
        for (int i = 1; i < 16; i++) await ClaimAsync($"k{i}");

        PubSubException refusal = await Should.ThrowAsync<PubSubException>(async () => await ClaimAsync("new"));

        refusal.Code.ShouldBe(ErrorCode.RateLimited);
        refusal.RetryAfter.ShouldNotBeNull();
        (await ClaimAsync("k1")).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        _time.Advance(s_lease);
        (await ClaimAsync("new")).Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        (await ClaimAsync("ran")).Status.ShouldBe(IdempotencyClaimStatus.Ran);
    }

    [Fact]
    public async Task MarkDoneAsync_OverTheBytes_ForgetsTheOldestOutcomes()
    {
        var store = new InMemoryIdempotencyStore(new PubSubOptions { MaxIdempotencyBytes = 2048 }, _time);
        for (int i = 0; i < 3; i++)
        {
            IdempotencyClaim claim = await store.ClaimAsync($"k{i}", s_hash, s_lease, default);
            await store.MarkDoneAsync($"k{i}", claim.Token, new byte[1000], s_retention, default);
        }

        (await store.GetDoneAsync("k0", default)).ShouldBeNull();
        (await store.GetDoneAsync("k2", default)).ShouldNotBeNull();
    }

    private ValueTask<IdempotencyClaim> ClaimAsync(string key) => _store.ClaimAsync(key, s_hash, s_lease, default);

    private async Task FinishAsync(string key)
    {
        IdempotencyClaim claim = await ClaimAsync(key);
        (await _store.MarkDoneAsync(key, claim.Token, s_outcome, s_retention, default)).ShouldBeTrue();
    }
}
