using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Idempotency;

/// <summary>Runs effects once, on the store that also keeps requests, under keys that no request has.</summary>
internal sealed class EffectIdempotency(IIdempotencyStore store, PubSubOptions options, TimeProvider time, ILogger<EffectIdempotency> logger) : IIdempotency
{
    public async Task<TResult> RunOnceAsync<TResult>(string key, Func<long, CancellationToken, Task<TResult>> effect, CancellationToken cancellationToken)
    {
        string record = ClaimKey.ForEffect(key);
        long asked = time.GetTimestamp();
        IdempotencyClaim claim = await store.ClaimAsync(record, ReadOnlyMemory<byte>.Empty, options.IdempotencyLease, cancellationToken);
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
            await ReleaseAsync(record, claim.Token);
            throw;
        }

        // A run that outlived its lease has no say any more: another may have run since, and its result is the one that counts.
        return await store.MarkDoneAsync(record, claim.Token, stored, options.IdempotencyRetention, CancellationToken.None)
            ? result
            : throw new IdempotencyInProgressException(options.IdempotencyLease);
    }

    public async ValueTask<bool> CheckAsync(string key, CancellationToken cancellationToken) =>
        await store.GetDoneAsync(ClaimKey.ForEffect(key), cancellationToken) is not null;

    // The effect's own error is the one to tell; a claim that cannot be given back lapses by itself.
    private async Task ReleaseAsync(string record, long token)
    {
        try
        {
            await store.ReleaseAsync(record, token, CancellationToken.None);
        }
        catch (Exception error)
        {
            PublishLog.ReleaseFailed(logger, error);
        }
    }
}
