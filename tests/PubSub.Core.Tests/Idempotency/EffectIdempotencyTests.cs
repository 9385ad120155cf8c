using PubSub.Core.Idempotency;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Idempotency;

public sealed class EffectIdempotencyTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create();
    private readonly TaskCompletionSource<string> _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IIdempotency Idempotency => _harness.Get<IIdempotency>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task RunOnceAsync_Twice_RunsOnceAndAnswersTheStoredResult()
    {
        int runs = 0;

        string first = await Idempotency.RunOnceAsync("charge:1", (_, _) => Task.FromResult($"run {++runs}"));
        string second = await Idempotency.RunOnceAsync("charge:1", (_, _) => Task.FromResult($"run {++runs}"));

        first.ShouldBe("run 1");
        second.ShouldBe("run 1");
        (await Idempotency.CheckAsync("charge:1")).ShouldBeTrue();
        (await Idempotency.CheckAsync("charge:2")).ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnceAsync_EffectThrows_LeavesTheKeyFree()
    {
        await Should.ThrowAsync<InvalidOperationException>(
            () => Idempotency.RunOnceAsync<int>("k", (_, _) => throw new InvalidOperationException()));

        (await Idempotency.CheckAsync("k")).ShouldBeFalse();
        (await Idempotency.RunOnceAsync("k", (_, _) => Task.FromResult(5))).ShouldBe(5);
    }

    [Fact]
    public async Task RunOnceAsync_WhileAnotherRuns_IsInProgress()
    {
        Task<string> first = Idempotency.RunOnceAsync("k", (_, _) => _hold.Task);

        await Should.ThrowAsync<IdempotencyInProgressException>(() => Idempotency.RunOnceAsync("k", (_, _) => Task.FromResult("")));
        _hold.SetResult("a");
        (await first).ShouldBe("a");
    }

    [Fact]
    public async Task RunOnceAsync_OutlivesItsLease_HasASmallerTokenAndNoSay()
    {
        _harness.Store.Before = step =>
        {
            if (step == "renew") throw new InvalidOperationException("the store is down");
        };
        long firstToken = 0, secondToken = 0;
        Task<string> first = Idempotency.RunOnceAsync("k", (token, _) =>
        {
            firstToken = token;
            return _hold.Task;
        });
        _harness.Time.Advance(_harness.Options.IdempotencyLease);

        await Idempotency.RunOnceAsync("k", (token, _) =>
        {
            secondToken = token;
            return Task.FromResult("second");
        });
        _hold.SetResult("first");

        await Should.ThrowAsync<IdempotencyInProgressException>(() => first.WaitAsync(Eventually.Limit));
        secondToken.ShouldBeGreaterThan(firstToken);
        (await Idempotency.RunOnceAsync("k", (_, _) => Task.FromResult(""))).ShouldBe("second");
    }

    [Fact]
    public async Task RunOnceAsync_StoreIsAwayAfterTheEffect_TheResultIsStoredWhenItIsBack()
    {
        int attempts = 0, runs = 0;
        _harness.Store.Before = step =>
        {
            if (step == "done" && Interlocked.Increment(ref attempts) <= 3) throw new InvalidOperationException("the store is down");
        };
        Task<int> run = Idempotency.RunOnceAsync("k", (_, _) => Task.FromResult(++runs));
        await Eventually.HoldsAsync(() =>
        {
            _harness.Time.Advance(TimeSpan.FromMilliseconds(100));
            return run.IsCompleted;
        });

        (await run).ShouldBe(1);
        (await Idempotency.RunOnceAsync("k", (_, _) => Task.FromResult(++runs))).ShouldBe(1);
    }

    [Fact]
    public async Task RunOnceAsync_StoreIsAway_RunsNothing()
    {
        _harness.Store.Before = _ => throw new InvalidOperationException("the store is down");

        PubSubException refusal = await Should.ThrowAsync<PubSubException>(
            () => Idempotency.RunOnceAsync<int>("k", (_, _) => throw new InvalidOperationException("must not run")));
        refusal.Code.ShouldBe(Contracts.ErrorCode.BrokerUnavailable);
    }

    [Fact]
    public async Task RunOnceAsync_KeyLikeARequests_IsAnotherKey()
    {
        await _harness.SendAsync("""{"name":"open:said","payload":{"text":"x"},"clientEventId":"k"}""");

        (await Idempotency.CheckAsync("k")).ShouldBeFalse();
    }
}
