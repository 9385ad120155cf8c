namespace PubSub.Core.Idempotency;

/// <summary>What the caller of a claim may do.</summary>
public enum IdempotencyClaimStatus
{
    /// <summary>The key is the caller's: run.</summary>
    Acquired,

    /// <summary>The action has run and the record is the caller's: publish the rest of its events, then mark it done.</summary>
    Ran,

    /// <summary>All is done: answer the stored outcome.</summary>
    Done,

    /// <summary>Another holder is at work.</summary>
    InProgress,

    /// <summary>The key was used with another payload.</summary>
    Mismatch,

    /// <summary>There is no such record (only <see cref="IIdempotencyStore.ClaimAbandonedAsync"/> answers this).</summary>
    Missing,
}
