using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Idempotency;

/// <summary>Questions to the store as everybody asks them: bounded in time, and with one error for whatever a store does.</summary>
internal sealed class StoreCalls(IIdempotencyStore store, PubSubOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    /// <summary>Asks once.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store failed, or did not answer in time; whether the step took effect is not known.</exception>
    public async ValueTask<T> AskAsync<TState, T>(
        Func<IIdempotencyStore, TState, CancellationToken, ValueTask<T>> ask, TState state, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<T> answer = ask(store, state, cancellationToken);
            // A frozen store leaves a question pending for ever, whatever its token says.
            return answer.IsCompleted ? await answer : await answer.AsTask().WaitAsync(options.PublishTimeout, time, cancellationToken);
        }
        catch (TimeoutException error)
        {
            PublishLog.StoreSilent(logger, options.PublishTimeout);
            throw Unavailable("did not answer in time", error);
        }
        catch (Exception error) when (error is not PubSubException && !cancellationToken.IsCancellationRequested)
        {
            PublishLog.StoreFailed(logger, error);
            throw Unavailable("could not take a step, or refused it", error);
        }
    }

    /// <summary>
    /// Asks until the store answers, while the lease is held and no longer than one lease in all: for what a holder has done and nobody but it knows. The step is
    /// asked for again under the same token, so that it must be one that may be repeated.
    /// </summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: the store did not answer in all that time.</exception>
    public async ValueTask<T> InsistAsync<TState, T>(ClaimLease lease, Func<IIdempotencyStore, TState, CancellationToken, ValueTask<T>> ask, TState state)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = s_firstPause; ;)
        {
            try
            {
                return await AskAsync(ask, state, CancellationToken.None);
            }
            catch (PubSubException error) when (error.Code == ErrorCode.BrokerUnavailable && lease.IsHeld && time.GetElapsedTime(started) < options.IdempotencyLease)
            {
                // Asked again below.
            }

            try
            {
                await Task.Delay(pause, time, lease.Lost);
            }
            catch (OperationCanceledException)
            {
                // Nobody may have taken the claim all the same: one last question, which the store refuses if somebody has.
                return await AskAsync(ask, state, CancellationToken.None);
            }

            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private static PubSubException Unavailable(string what, Exception error) =>
        new(ErrorCode.BrokerUnavailable, $"The store of client event ids {what}. Try again.", error) { RetryAfter = s_retryAfter };
}
