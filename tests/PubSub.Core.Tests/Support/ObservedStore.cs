using PubSub.Core.Idempotency;

namespace PubSub.Core.Tests.Support;

/// <summary>The in-memory store, with its renewals counted and its steps failed where a test says so.</summary>
internal sealed class ObservedStore(InMemoryIdempotencyStore store) : IIdempotencyStore
{
    private int _renewals;

    public int Renewals => Volatile.Read(ref _renewals);

    /// <summary>Asked before each step, by its name; what it throws is thrown.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Asked before a result is stored, by the step's name: where true, the step has no effect and never ends.</summary>
    public Func<string, bool> Frozen { get; set; } = _ => false;

    public ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> payloadHash, TimeSpan lease, CancellationToken cancellationToken)
    {
        Before("claim");
        return Frozen("claim") ? new(new TaskCompletionSource<IdempotencyClaim>().Task) : store.ClaimAsync(key, payloadHash, lease, cancellationToken);
    }

    public async ValueTask<bool> RenewAsync(string key, long token, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            Before("renew");
            return await store.RenewAsync(key, token, lease, cancellationToken);
        }
        finally
        {
            Interlocked.Increment(ref _renewals);
        }
    }

    public ValueTask<bool> StoreRanAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken)
    {
        Before("ran");
        return Frozen("ran") ? Never() : store.StoreRanAsync(key, token, outcome, retention, cancellationToken);
    }

    public ValueTask<bool> MarkDoneAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken)
    {
        Before("done");
        return Frozen("done") ? Never() : store.MarkDoneAsync(key, token, outcome, retention, cancellationToken);
    }

    public ValueTask<bool> ReleaseAsync(string key, long token, CancellationToken cancellationToken)
    {
        Before("release");
        return store.ReleaseAsync(key, token, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetDoneAsync(string key, CancellationToken cancellationToken) => store.GetDoneAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken) =>
        store.ListAbandonedAsync(limit, cancellationToken);

    public ValueTask<IdempotencyClaim> ClaimAbandonedAsync(string key, TimeSpan lease, CancellationToken cancellationToken) =>
        store.ClaimAbandonedAsync(key, lease, cancellationToken);

    private static ValueTask<bool> Never() => new(new TaskCompletionSource<bool>().Task);
}
