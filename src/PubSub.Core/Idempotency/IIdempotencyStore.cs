using PubSub.Core.Adapters;

namespace PubSub.Core.Idempotency;

/// <summary>
/// Keeps claims and outcomes. Every member is one atomic step; a token that is no longer the claim's does nothing and returns false.
/// A record goes <em>claimed</em> (leased) → <em>ran</em> (outcome stored, its events not all published) → <em>done</em>.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>
    /// Claims a key. A key that is free, or whose claim's lease has lapsed, is claimed with a new, larger token. A key whose record is
    /// <em>ran</em> and whose lease has lapsed is claimed for publishing the rest (<see cref="IdempotencyClaimStatus.Ran"/>).
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="payloadHash">A hash of the payload; a record with another hash answers <see cref="IdempotencyClaimStatus.Mismatch"/>.</param>
    /// <param name="lease">How long the claim holds unless it is renewed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> payloadHash, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends a lease, if the token still holds it.</summary>
    ValueTask<bool> RenewAsync(string key, long token, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the outcome and makes the record <em>ran</em>, if the token still holds the claim; on a record that is <em>ran</em> already it replaces
    /// the outcome, by one that knows more of its events' ids. The lease goes on.
    /// </summary>
    ValueTask<bool> StoreRanAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>Makes the record <em>done</em> with the final outcome, if the token still holds the claim, and ends the claim.</summary>
    ValueTask<bool> MarkDoneAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>Frees a claimed key, or lets go of the lease of a record that is <em>ran</em>, if the token still holds it.</summary>
    ValueTask<bool> ReleaseAsync(string key, long token, CancellationToken cancellationToken);

    /// <summary>The stored outcome of a key that is <em>done</em>, or null.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetDoneAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keys of records that are <em>ran</em> and whose lease has lapsed: what a sweep has to publish. At most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Claims an abandoned record without knowing its payload; like <see cref="ClaimAsync"/> otherwise, but never claims a free key.</summary>
    ValueTask<IdempotencyClaim> ClaimAbandonedAsync(string key, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Tells whether the store's server answers, for the host's health report. Does not throw for one that is down. Asked for one at a time, and waited for two seconds by
    /// default. Null, which it is by default, where the store has no server of its own to ask.
    /// </summary>
    ValueTask<AdapterHealth?> CheckHealthAsync(CancellationToken cancellationToken) => new((AdapterHealth?)null);
}
