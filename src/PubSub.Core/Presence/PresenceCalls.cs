using Microsoft.Extensions.Logging;
using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>Calls to the presence store as everybody makes them: bounded in time, and with one error for whatever a store does.</summary>
internal sealed class PresenceCalls(IPresenceStore store, PubSubOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: whether the step took effect is not known.</exception>
    public async ValueTask<T> AskAsync<TState, T>(Func<IPresenceStore, TState, CancellationToken, ValueTask<T>> ask, TState state, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<T> answer = ask(store, state, cancellationToken);
            return answer.IsCompleted ? await answer : await answer.AsTask().WaitAsync(options.PublishTimeout, time, cancellationToken);
        }
        catch (Exception error) when (error is not PubSubException && !cancellationToken.IsCancellationRequested)
        {
            PresenceLog.CallFailed(logger, error);
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The presence store did not take the step, or did not answer in time. Try again.", error) { RetryAfter = s_retryAfter };
        }
    }
}
