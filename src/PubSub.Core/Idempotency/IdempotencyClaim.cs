namespace PubSub.Core.Idempotency;

/// <summary>What an attempt to claim a key found.</summary>
/// <param name="Status">What the caller may do.</param>
/// <param name="Token">The fencing token, where the claim was granted; larger than every earlier one of the key.</param>
/// <param name="Outcome">The stored outcome, where there is one.</param>
/// <param name="RetryAfter">Where another holder is at work: when its lease lapses.</param>
public readonly record struct IdempotencyClaim(
    IdempotencyClaimStatus Status,
    long Token = 0,
    ReadOnlyMemory<byte> Outcome = default,
    TimeSpan RetryAfter = default);
