using PubSub.Core.Idempotency;

namespace PubSub.Conformance;

/// <summary>Claims, leases and fencing tokens, as every store keeps them.</summary>
public abstract class IdempotencyClaimConformance<TFixture> : IdempotencyStoreConformance<TFixture>
    where TFixture : IIdempotencyStoreFixture, new()
{
    [SkippableFact]
    public async Task Claim_FreeKey_IsAcquired()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Long);

        claim.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        claim.Token.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public async Task Claim_EmptyHash_IsAHashLikeAnother()
    {
        (await Store.ClaimAsync("k", ReadOnlyMemory<byte>.Empty, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Acquired);

        (await Other.ClaimAsync("k", ReadOnlyMemory<byte>.Empty, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await ClaimAsync("k", Long)).Status.ShouldBe(IdempotencyClaimStatus.Mismatch);
    }

    [SkippableFact]
    public async Task Claim_HeldKey_SaysWhenItsLeaseLapses()
    {
        await ClaimAsync("k", Long);
        await Fixture.ElapseAsync(Fixture.Unit);

        IdempotencyClaim second = await Other.ClaimAsync("k", Hash, Long, default);

        second.Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        second.RetryAfter.ShouldBeInRange(Fixture.Unit * 20, Fixture.Unit * 29);
    }

    [SkippableFact]
    public async Task Claim_OtherHash_IsMismatchInEveryState()
    {
        byte[] another = [2];
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        (await Other.ClaimAsync("k", another, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Mismatch);
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);
        (await Other.ClaimAsync("k", another, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Mismatch);
        await Store.MarkDoneAsync("k", claim.Token, Outcome, Hour, default);

        (await Other.ClaimAsync("k", another, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Mismatch);
    }

    [SkippableFact]
    public async Task Claim_ManyNodesAtOnce_OneIsAcquired()
    {
        IIdempotencyStore[] nodes = [Store, Other, Fixture.OpenOnNode()];
        IdempotencyClaim[] claims = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => Task.Run(() => nodes[i % nodes.Length].ClaimAsync("k", Hash, Long, default).AsTask())));

        claims.Count(c => c.Status == IdempotencyClaimStatus.Acquired).ShouldBe(1);
        claims.Count(c => c.Status == IdempotencyClaimStatus.InProgress).ShouldBe(59);
    }

    [SkippableFact]
    public async Task Claim_LapsedClaim_IsAcquiredWithALargerToken()
    {
        IdempotencyClaim first = await ClaimAsync("k", Brief);
        await LapseAsync();

        IdempotencyClaim second = await Other.ClaimAsync("k", Hash, Long, default);

        second.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        second.Token.ShouldBeGreaterThan(first.Token);
    }

    [SkippableFact]
    public async Task Claim_ReleasedKey_IsAcquiredWithALargerToken()
    {
        IdempotencyClaim first = await ClaimAsync("k", Long);
        (await Store.ReleaseAsync("k", first.Token, default)).ShouldBeTrue();

        IdempotencyClaim second = await Other.ClaimAsync("k", new byte[] { 2 }, Long, default);

        second.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        second.Token.ShouldBeGreaterThan(first.Token);
    }

    [SkippableFact]
    public async Task EveryStep_WithALapsedToken_DoesNothing()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Brief);
        await LapseAsync();

        await ShouldBeRefusedAsync("k", claim.Token);
        (await Other.ClaimAsync("k", Hash, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Acquired);
    }

    [SkippableFact]
    public async Task EveryStep_WithASupersededToken_DoesNothing()
    {
        IdempotencyClaim old = await ClaimAsync("k", Brief);
        await LapseAsync();
        IdempotencyClaim current = await Other.ClaimAsync("k", Hash, Long, default);

        await ShouldBeRefusedAsync("k", old.Token);
        (await ClaimAsync("k", Long)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await Other.StoreRanAsync("k", current.Token, Outcome, Hour, default)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task EveryStep_OnADoneRecord_DoesNothing()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        await Store.MarkDoneAsync("k", claim.Token, Outcome, Hour, default);

        await ShouldBeRefusedAsync("k", claim.Token);
        (await Other.GetDoneAsync("k", default))!.Value.ToArray().ShouldBe(Outcome);
    }

    [SkippableFact]
    public async Task EveryStep_OnAKeyThatIsNot_DoesNothing() => await ShouldBeRefusedAsync("missing", 1);

    [SkippableFact]
    public async Task Renew_HeldClaim_MovesItsEnd()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Brief);
        (await Store.RenewAsync("k", claim.Token, Long, default)).ShouldBeTrue();
        await LapseAsync();

        (await Other.ClaimAsync("k", Hash, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default)).ShouldBeTrue();
    }
}
