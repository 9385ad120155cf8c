using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Idempotency;

/// <summary>Runs effects once, on the store that also keeps requests, under keys that no request has.</summary>
internal sealed class EffectIdempotency(IIdempotencyStore store, PubSubOptions options, TimeProvider time, ILogger<EffectIdempotency> logger) : IIdempotency
{
    private readonly StoreCalls _calls = new(store, options, time, logger);

    public async Task<TResult> RunOnceAsync<TResult>(string key, Func<long, CancellationToken, Task<TResult>> effect, CancellationToken cancellationToken)
    {
        string record = ClaimKey.ForEffect(key);
        long asked = time.GetTimestamp();
        IdempotencyClaim claim = await _calls.AskAsync(
            static (store, on, ct) => store.ClaimAsync(on.record, ReadOnlyMemory<byte>.Empty, on.IdempotencyLease, ct),
            (record, options.IdempotencyLease),
            cancellationToken);
        if (claim.Status == IdempotencyClaimStatus.Done) return JsonSerializer.Deserialize<TResult>(claim.Outcome.Span, ContractJson.Tolerant)!;
        if (claim.Status != IdempotencyClaimStatus.Acquired) throw new IdempotencyInProgressException(claim.RetryAfter);

        using var lease = new ClaimLease(store, record, claim.Token, options.IdempotencyLease, asked, time, logger);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        TResult result;
        byte[] stored;
        try
        {
            result = await effect(claim.Token, either.Token);
            stored = JsonSerializer.SerializeToUtf8Bytes(result, ContractJson.Tolerant);
        }
        catch
        {
            await ReleaseAsync(lease);
            throw;
        }

        bool isStored = await _calls.InsistAsync(
            lease,
            static (store, on, ct) => store.MarkDoneAsync(on.lease.Key, on.lease.Token, on.stored, on.IdempotencyRetention, ct),
            (lease, stored, options.IdempotencyRetention));
        if (isStored || await IsStoredAsync(record, stored)) return result;
        // A run that outlived its lease has no say any more: another may have run since, and its result is the one that counts.
        throw new IdempotencyInProgressException(options.IdempotencyLease);
    }

    public async ValueTask<bool> CheckAsync(string key, CancellationToken cancellationToken) =>
        await _calls.AskAsync(static (store, record, ct) => store.GetDoneAsync(record, ct), ClaimKey.ForEffect(key), cancellationToken) is not null;

    // An attempt whose answer was lost may have stored it, and the claim ended with that.
    private async ValueTask<bool> IsStoredAsync(string record, ReadOnlyMemory<byte> result) =>
        await _calls.AskAsync(static (store, record, ct) => store.GetDoneAsync(record, ct), record, CancellationToken.None) is { } found
        && found.Span.SequenceEqual(result.Span);

    // The effect's own error is the one to tell; a claim that cannot be given back lapses by itself.
    private async Task ReleaseAsync(ClaimLease lease)
    {
        try
        {
            await _calls.AskAsync(static (store, lease, ct) => store.ReleaseAsync(lease.Key, lease.Token, ct), lease, CancellationToken.None);
        }
        catch (Exception error)
        {
            PublishLog.ReleaseFailed(logger, error);
        }
    }
}
