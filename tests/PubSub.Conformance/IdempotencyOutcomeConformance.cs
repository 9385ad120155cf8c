using PubSub.Core.Idempotency;

namespace PubSub.Conformance;

/// <summary>Outcomes that were stored, published, left behind and forgotten, as every store keeps them.</summary>
public abstract class IdempotencyOutcomeConformance<TFixture> : IdempotencyStoreConformance<TFixture>
    where TFixture : IIdempotencyStoreFixture, new()
{
    [SkippableFact]
    public async Task Renew_RanRecord_KeepsItFromTheSweep()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Brief);
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);
        (await Store.RenewAsync("k", claim.Token, Long, default)).ShouldBeTrue();
        await LapseAsync();

        (await Other.ListAbandonedAsync(10, default)).ShouldBeEmpty();
        (await Other.ClaimAbandonedAsync("k", Long, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
    }

    [SkippableFact]
    public async Task Claim_RanAndLapsed_IsClaimedForPublishing()
    {
        IdempotencyClaim first = await ClaimAsync("k", Brief);
        (await Store.StoreRanAsync("k", first.Token, Outcome, Hour, default)).ShouldBeTrue();
        (await Other.ClaimAsync("k", Hash, Long, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        await LapseAsync();

        IdempotencyClaim second = await Other.ClaimAsync("k", Hash, Long, default);

        second.Status.ShouldBe(IdempotencyClaimStatus.Ran);
        second.Token.ShouldBeGreaterThan(first.Token);
        second.Outcome.ToArray().ShouldBe(Outcome);
        await ShouldBeRefusedAsync("k", first.Token);
    }

    [SkippableFact]
    public async Task EveryStep_OnARanRecordWhoseLeaseLapsed_DoesNothing()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Brief);
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);
        await LapseAsync();

        await ShouldBeRefusedAsync("k", claim.Token);
        (await Other.ListAbandonedAsync(10, default)).ShouldBe(["k"]);
    }

    [SkippableFact]
    public async Task StoreRan_RanRecord_ReplacesTheOutcome()
    {
        byte[] later = [8];
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);
        (await Store.StoreRanAsync("k", claim.Token, later, Hour, default)).ShouldBeTrue();
        await Store.ReleaseAsync("k", claim.Token, default);

        (await Other.ClaimAsync("k", Hash, Long, default)).Outcome.ToArray().ShouldBe(later);
    }

    [SkippableFact]
    public async Task StoreRan_LargeOutcome_ComesBackByteForByte()
    {
        byte[] large = new byte[1 << 20];
        Random.Shared.NextBytes(large);
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        await Store.MarkDoneAsync("k", claim.Token, large, Hour, default);

        (await Other.ClaimAsync("k", Hash, Long, default)).Outcome.Span.SequenceEqual(large).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Release_RanRecord_LetsGoOfItsLeaseOnly()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);
        (await Store.ReleaseAsync("k", claim.Token, default)).ShouldBeTrue();

        (await Other.ListAbandonedAsync(10, default)).ShouldBe(["k"]);
        IdempotencyClaim second = await Other.ClaimAsync("k", Hash, Long, default);
        second.Status.ShouldBe(IdempotencyClaimStatus.Ran);
        second.Outcome.ToArray().ShouldBe(Outcome);
    }

    [SkippableFact]
    public async Task ListAbandoned_RecordsInEveryState_GivesThoseThatRanAndLapsed()
    {
        string[] abandoned = ["a", "b", "c"];
        foreach (string key in abandoned) await AbandonAsync(key);
        await ClaimAsync("running", Long);
        await FinishAsync("done");
        IdempotencyClaim held = await ClaimAsync("held", Long);
        await Store.StoreRanAsync("held", held.Token, Outcome, Hour, default);

        (await Other.ListAbandonedAsync(10, default)).ShouldBe(abandoned, ignoreOrder: true);
        (await Other.ListAbandonedAsync(2, default)).Count.ShouldBe(2);
        await Other.ClaimAbandonedAsync("b", Long, default);
        (await Store.ListAbandonedAsync(10, default)).ShouldBe(["a", "c"], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task ListAbandoned_OneThatWasTriedAgain_ComesAfterTheOthers()
    {
        string[] keys = ["first", "second", "third", "fourth"];
        foreach (string key in keys)
        {
            await AbandonAsync(key);
            await Fixture.ElapseAsync(Fixture.Unit / 50);
        }

        IdempotencyClaim again = await Store.ClaimAbandonedAsync("first", Long, default);
        await Store.ReleaseAsync("first", again.Token, default);

        (await Other.ListAbandonedAsync(10, default)).ShouldBe(["second", "third", "fourth", "first"]);
        (await Other.ListAbandonedAsync(1, default)).ShouldBe(["second"]);
    }

    [SkippableFact]
    public async Task ClaimAbandoned_RanAndLapsed_IsClaimedForPublishingByOne()
    {
        await AbandonAsync("k");
        IdempotencyClaim[] claims = await Task.WhenAll(new[] { Store, Other }.Select(node => node.ClaimAbandonedAsync("k", Long, default).AsTask()));

        IdempotencyClaim won = claims.Where(c => c.Status == IdempotencyClaimStatus.Ran).ShouldHaveSingleItem();
        won.Outcome.ToArray().ShouldBe(Outcome);
        claims.Count(c => c.Status == IdempotencyClaimStatus.InProgress).ShouldBe(1);
        (await Other.MarkDoneAsync("k", won.Token, Outcome, Hour, default)).ShouldBeTrue();
        (await Store.ListAbandonedAsync(10, default)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task ClaimAbandoned_RunningDoneLapsedOrMissing_IsNotGranted()
    {
        await ClaimAsync("running", Long);
        await FinishAsync("done");
        await ClaimAsync("lapsed", Brief);
        await LapseAsync();

        (await Other.ClaimAbandonedAsync("running", Long, default)).Status.ShouldBe(IdempotencyClaimStatus.InProgress);
        (await Other.ClaimAbandonedAsync("done", Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Done);
        (await Other.ClaimAbandonedAsync("lapsed", Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Missing);
        (await Other.ClaimAbandonedAsync("missing", Long, default)).Status.ShouldBe(IdempotencyClaimStatus.Missing);
    }

    [SkippableFact]
    public async Task MarkDone_Record_IsAnsweredUntilItsRetentionIsOver()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        (await Store.MarkDoneAsync("k", claim.Token, Outcome, Fixture.Unit, default)).ShouldBeTrue();

        IdempotencyClaim second = await Other.ClaimAsync("k", Hash, Long, default);
        second.Status.ShouldBe(IdempotencyClaimStatus.Done);
        second.Outcome.ToArray().ShouldBe(Outcome);
        (await Other.GetDoneAsync("k", default))!.Value.ToArray().ShouldBe(Outcome);
        await Fixture.ElapseAsync(Fixture.Unit);

        (await Other.GetDoneAsync("k", default)).ShouldBeNull();
        IdempotencyClaim third = await Other.ClaimAsync("k", Hash, Long, default);
        third.Status.ShouldBe(IdempotencyClaimStatus.Acquired);
        third.Token.ShouldBeGreaterThan(claim.Token);
    }

    [SkippableFact]
    public async Task GetDone_ClaimedOrRan_IsNull()
    {
        IdempotencyClaim claim = await ClaimAsync("k", Long);
        (await Other.GetDoneAsync("k", default)).ShouldBeNull();
        await Store.StoreRanAsync("k", claim.Token, Outcome, Hour, default);

        (await Other.GetDoneAsync("k", default)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task EveryStep_UnderManyKeys_ConcernsItsOwnKeyOnly()
    {
        string[] keys = [.. Enumerable.Range(0, 200).Select(i => $"request:{i}")];
        IdempotencyClaim[] claims = await Task.WhenAll(keys.Select(key => Store.ClaimAsync(key, Hash, Long, default).AsTask()));
        claims.ShouldAllBe(c => c.Status == IdempotencyClaimStatus.Acquired);
        await Task.WhenAll(keys.Select((key, i) => Store.StoreRanAsync(key, claims[i].Token, new[] { (byte)i }, Hour, default).AsTask()));
        await Task.WhenAll(keys.Select((key, i) => Store.ReleaseAsync(key, claims[i].Token, default).AsTask()));

        (await Other.ListAbandonedAsync(1000, default)).ShouldBe(keys, ignoreOrder: true);
        (await Other.ListAbandonedAsync(70, default)).Distinct().Count().ShouldBe(70);
        for (int i = 0; i < keys.Length; i++) (await Other.ClaimAbandonedAsync(keys[i], Long, default)).Outcome.ToArray().ShouldBe([(byte)i]);
    }
}
