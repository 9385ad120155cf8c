using PubSub.Contracts;
using PubSub.Core.Idempotency;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

/// <summary>What bounds the store. What it answers is the conformance suite's matter.</summary>
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
