namespace PubSub.Core.Idempotency;

/// <summary>Another run under the same key has not ended.</summary>
/// <param name="retryAfter">When to try again at the latest.</param>
public sealed class IdempotencyInProgressException(TimeSpan retryAfter)
    : Exception("Another run under this key has not ended. Try again later.")
{
    /// <summary>When to try again at the latest.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
