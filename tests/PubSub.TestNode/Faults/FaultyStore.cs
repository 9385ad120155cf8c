using PubSub.Core.Idempotency;

namespace PubSub.TestNode.Faults;

/// <summary>The chosen store, after whose first stored outcome the node may fail.</summary>
internal sealed class FaultyStore(IIdempotencyStore store, FaultGate gate) : IIdempotencyStore, IAsyncDisposable
{
    public ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> payloadHash, TimeSpan lease, CancellationToken cancellationToken) =>
        store.ClaimAsync(key, payloadHash, lease, cancellationToken);

    public ValueTask<bool> RenewAsync(string key, long token, TimeSpan lease, CancellationToken cancellationToken) =>
        store.RenewAsync(key, token, lease, cancellationToken);

    public async ValueTask<bool> StoreRanAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken)
    {
        bool isStored = await store.StoreRanAsync(key, token, outcome, retention, cancellationToken);
        await gate.PassAsync(FaultPoint.AfterStoring);
        return isStored;
    }

    public ValueTask<bool> MarkDoneAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken) =>
        store.MarkDoneAsync(key, token, outcome, retention, cancellationToken);

    public ValueTask<bool> ReleaseAsync(string key, long token, CancellationToken cancellationToken) => store.ReleaseAsync(key, token, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetDoneAsync(string key, CancellationToken cancellationToken) => store.GetDoneAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken) =>
        store.ListAbandonedAsync(limit, cancellationToken);

    public ValueTask<IdempotencyClaim> ClaimAbandonedAsync(string key, TimeSpan lease, CancellationToken cancellationToken) =>
        store.ClaimAbandonedAsync(key, lease, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (store is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
