using PubSub.Core.Idempotency;

namespace PubSub.Conformance;

/// <summary>What both parts of the suite of idempotency stores start from: an empty store, as two nodes see it.</summary>
public abstract class IdempotencyStoreConformance<TFixture> : IAsyncLifetime
    where TFixture : IIdempotencyStoreFixture, new()
{
    protected static TimeSpan Hour { get; } = TimeSpan.FromHours(1);

    protected static byte[] Hash { get; } = [1, 0, 255];

    protected static byte[] Outcome { get; } = [9, 0, 254, 13, 10];

    protected TFixture Fixture { get; } = new();

    protected IIdempotencyStore Store { get; private set; } = null!;

    protected IIdempotencyStore Other { get; private set; } = null!;

    /// <summary>A lease that a test outlives by <see cref="LapseAsync"/>.</summary>
    protected TimeSpan Brief => Fixture.Unit;

    /// <summary>A lease that no test outlives.</summary>
    protected TimeSpan Long => Fixture.Unit * 30;

    public async Task InitializeAsync()
    {
        await Fixture.StartAsync();
        Store = Fixture.OpenOnNode();
        Other = Fixture.OpenOnNode();
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected ValueTask<IdempotencyClaim> ClaimAsync(string key, TimeSpan lease) => Store.ClaimAsync(key, Hash, lease, default);

    protected ValueTask LapseAsync() => Fixture.ElapseAsync(Brief);

    protected async Task AbandonAsync(string key)
    {
        IdempotencyClaim claim = await ClaimAsync(key, Long);
        await Store.StoreRanAsync(key, claim.Token, Outcome, Hour, default);
        (await Store.ReleaseAsync(key, claim.Token, default)).ShouldBeTrue();
    }

    protected async Task FinishAsync(string key)
    {
        IdempotencyClaim claim = await ClaimAsync(key, Long);
        (await Store.MarkDoneAsync(key, claim.Token, Outcome, Hour, default)).ShouldBeTrue();
    }

    protected async Task ShouldBeRefusedAsync(string key, long token)
    {
        (await Store.RenewAsync(key, token, Long, default)).ShouldBeFalse();
        (await Store.StoreRanAsync(key, token, Outcome, Hour, default)).ShouldBeFalse();
        (await Store.MarkDoneAsync(key, token, Outcome, Hour, default)).ShouldBeFalse();
        (await Store.ReleaseAsync(key, token, default)).ShouldBeFalse();
    }
}
