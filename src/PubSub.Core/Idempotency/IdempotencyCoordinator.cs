using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Actions;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;
using PubSub.Core.Publishing;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Idempotency;

/// <summary>
/// Takes a request with a client event id from its claim to its stored outcome. A holder whose lease has lapsed can neither publish nor store; what was
/// stored as <em>ran</em> is published by whoever claims it next, under the same dedup keys, and is never run again.
/// </summary>
internal sealed class IdempotencyCoordinator(
    IIdempotencyStore store,
    EventEmitter emitter,
    EventCatalog catalog,
    PubSubOptions options,
    TimeProvider time,
    ILogger<IdempotencyCoordinator> logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly StoreCalls _calls = new(store, options, time, logger);

    /// <summary>What a holder is told whose claim was lost.</summary>
    public static PubSubException Superseded(Exception? cause = null) =>
        new(ErrorCode.InProgress, "This request was taken over by a later attempt of the same client event id. Retry for its outcome.", cause)
        {
            RetryAfter = s_retryAfter,
        };

    /// <summary>
    /// Claims a request. Exactly one part of the answer is set: the lease, for a request that is to be carried out now, or the outcome of one that was.
    /// </summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InProgress"/>, <see cref="ErrorCode.IdempotencyMismatch"/>, <see cref="ErrorCode.InvalidRequest"/>,
    /// <see cref="ErrorCode.RateLimited"/> or <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    public async ValueTask<(ClaimLease? Lease, PublishResult? Outcome)> ClaimAsync(SentEvent sent, CancellationToken cancellationToken)
    {
        string key = ClaimKey.ForRequest(sent, options.AllowAnonymousIdempotency);
        long asked = time.GetTimestamp();
        byte[] hash = ClaimKey.HashOf(sent);
        IdempotencyClaim claim = await _calls.AskAsync(
            static (store, on, ct) => store.ClaimAsync(on.key, on.hash, on.IdempotencyLease, ct), (key, hash, options.IdempotencyLease), cancellationToken);
        switch (claim.Status)
        {
            case IdempotencyClaimStatus.Acquired:
                return (Hold(key, claim.Token, asked), null);
            case IdempotencyClaimStatus.Ran:
                using (ClaimLease lease = Hold(key, claim.Token, asked))
                    return (null, await PublishRestAsync(lease, Read(claim.Outcome), replayed: true));
            case IdempotencyClaimStatus.Done:
                return (null, Read(claim.Outcome).ToResult(replayed: true));
            case IdempotencyClaimStatus.Mismatch:
                throw new PubSubException(ErrorCode.IdempotencyMismatch, "This client event id was used before, with another payload or meta.");
            default:
                throw new PubSubException(ErrorCode.InProgress, "A request with this client event id is still running. Retry for its outcome.")
                {
                    // At the least a second: the header that carries it knows no smaller unit.
                    RetryAfter = claim.RetryAfter > s_retryAfter ? claim.RetryAfter : s_retryAfter,
                };
        }
    }

    /// <summary>Stores an outcome, publishes its events and marks it done. The lease stays the caller's to dispose.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InProgress"/> where the claim was lost; <see cref="ErrorCode.BrokerUnavailable"/> where not all could be published yet, or where the store
    /// did not take the outcome for as long as the lease lasts: only then a retry runs the action again, once the lease has lapsed.
    /// </exception>
    public async ValueTask<PublishResult> FinishAsync(ClaimLease lease, ActionOutcome outcome)
    {
        StoredOutcome stored = StoredOutcome.Of(outcome);
        // The action has run: while the lease lasts, nobody else can store what it came to, and without that a later attempt would run it again.
        if (!await _calls.InsistAsync(lease, StoreRan, (lease, stored.ToMemory(), options.IdempotencyRetention))) throw Superseded();
        return await PublishRestAsync(lease, stored, replayed: false);
    }

    /// <summary>Gives a claim back, so that a retry may run. Does not throw: a claim that cannot be given back lapses by itself.</summary>
    public async Task ReleaseAsync(ClaimLease lease)
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

    /// <summary>Publishes what holders that are gone have left, and answers how many outcomes that were.</summary>
    /// <exception cref="PubSubException">Not all could be published; the rest waits for the next sweep.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        const int batch = 100;
        // One event that the broker will not take must not hold up the others; a broker that takes none is not asked a hundred times.
        const int patience = 3;
        int swept = 0;
        var failures = new List<PubSubException>();
        foreach (string key in await _calls.AskAsync(static (store, limit, ct) => store.ListAbandonedAsync(limit, ct), batch, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await SweepAsync(key, cancellationToken)) swept++;
            }
            catch (PubSubException error)
            {
                failures.Add(error);
                if (failures.Count == patience) break;
            }
        }

        return failures.Count == 0 ? swept : throw failures[0];
    }

    private async Task<bool> SweepAsync(string key, CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        IdempotencyClaim claim = await _calls.AskAsync(
            static (store, on, ct) => store.ClaimAbandonedAsync(on.key, on.IdempotencyLease, ct), (key, options.IdempotencyLease), cancellationToken);
        if (claim.Status != IdempotencyClaimStatus.Ran) return false;
        if (!StoredOutcome.TryRead(claim.Outcome, out StoredOutcome? outcome))
        {
            PublishLog.OutcomeUnreadable(logger);
            return false;
        }

        using ClaimLease lease = Hold(key, claim.Token, asked);
        await PublishRestAsync(lease, outcome, replayed: true);
        return true;
    }

    private async ValueTask<PublishResult> PublishRestAsync(ClaimLease lease, StoredOutcome outcome, bool replayed)
    {
        StoredOutcome.Entry[] entries = [.. outcome.Events];
        try
        {
            for (int i = 0; i < entries.Length; i++)
            {
                if (!entries[i].Id.IsEmpty) continue;
                if (!lease.IsHeld) throw Superseded();
                catalog.TryGetChannel(entries[i].Channel, out ChannelDefinition? channel);
                var pending = new PendingEvent(entries[i].Channel, entries[i].Body, channel);
                EventId id = await emitter.PublishAsync(pending, ClaimKey.ForEvent(lease.Key, i), CancellationToken.None);
                entries[i] = entries[i] with { Id = id };
            }
        }
        catch (Exception)
        {
            await KeepProgressAsync(lease, outcome with { Events = entries });
            throw;
        }

        StoredOutcome final = outcome with { Events = entries };
        await MarkDoneAsync(lease, final);
        return final.ToResult(replayed);
    }

    // Without it a retry publishes again what is published; adapters that deduplicate answer the same ids then, others would repeat it.
    private async Task KeepProgressAsync(ClaimLease lease, StoredOutcome progress)
    {
        try
        {
            await _calls.AskAsync(StoreRan, (lease, progress.ToMemory(), options.IdempotencyRetention), CancellationToken.None);
        }
        catch (PubSubException error)
        {
            PublishLog.ProgressLost(logger, error);
        }

        await ReleaseAsync(lease);
    }

    // All is published by now, so the sender gets its answer in any case.
    private async ValueTask MarkDoneAsync(ClaimLease lease, StoredOutcome outcome)
    {
        try
        {
            bool marked = await _calls.AskAsync(
                static (store, on, ct) => store.MarkDoneAsync(on.lease.Key, on.lease.Token, on.bytes, on.IdempotencyRetention, ct),
                (lease, bytes: outcome.ToMemory(), options.IdempotencyRetention),
                CancellationToken.None);
            if (!marked) PublishLog.MarkDoneFailed(logger, null);
        }
        catch (PubSubException error)
        {
            PublishLog.MarkDoneFailed(logger, error);
        }
    }

    private static ValueTask<bool> StoreRan(
        IIdempotencyStore store, (ClaimLease Lease, ReadOnlyMemory<byte> Outcome, TimeSpan Retention) on, CancellationToken cancellationToken) =>
        store.StoreRanAsync(on.Lease.Key, on.Lease.Token, on.Outcome, on.Retention, cancellationToken);

    private ClaimLease Hold(string key, long token, long asked) => new(store, key, token, options.IdempotencyLease, asked, time, logger);

    private static StoredOutcome Read(ReadOnlyMemory<byte> bytes) =>
        StoredOutcome.TryRead(bytes, out StoredOutcome? outcome)
            ? outcome
            : throw new InvalidOperationException("A stored outcome of a client event id cannot be read.");
}
