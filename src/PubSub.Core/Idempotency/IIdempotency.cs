namespace PubSub.Core.Idempotency;

/// <summary>Runs side effects once for a key, across retries and nodes. Safe to use from any thread.</summary>
public interface IIdempotency
{
    /// <summary>
    /// Runs <paramref name="effect"/> unless it has completed before under this key; then the stored result is returned and nothing runs. An effect
    /// that throws leaves the key free.
    /// </summary>
    /// <typeparam name="TResult">What the effect returns; stored as JSON.</typeparam>
    /// <param name="key">Names the effect, such as <c>charge:order-17</c>. Keys are shared by all callers of the host.</param>
    /// <param name="effect">
    /// The effect. It is given a fencing token, rising with each run under the key: hand it to systems that can refuse an older one, and the
    /// effect is exactly once even where a run outlives its lease.
    /// </param>
    /// <param name="cancellationToken">Ends the wait and is passed to the effect.</param>
    /// <exception cref="IdempotencyInProgressException">Another run under this key has not ended.</exception>
    /// <exception cref="PubSubException">
    /// <see cref="Contracts.ErrorCode.BrokerUnavailable"/>: the store did not answer. Where the effect had run by then, its result was tried to be stored for as long
    /// as the lease lasts, and could not be: a later run under this key runs the effect again.
    /// </exception>
    Task<TResult> RunOnceAsync<TResult>(string key, Func<long, CancellationToken, Task<TResult>> effect, CancellationToken cancellationToken = default);

    /// <summary>True where an effect under this key has completed.</summary>
    /// <exception cref="PubSubException"><see cref="Contracts.ErrorCode.BrokerUnavailable"/>: the store did not answer.</exception>
    ValueTask<bool> CheckAsync(string key, CancellationToken cancellationToken = default);
}
