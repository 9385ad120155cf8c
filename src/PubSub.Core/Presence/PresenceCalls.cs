using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// The presence store as all of a node ask it: a call is bounded in time, and whatever a store does comes as one error. Failures are logged here, summed up.
/// Thread-safe.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="timeout">How long it may take to answer.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="troubles">Logs what fails.</param>
internal sealed class PresenceCalls(IPresenceStore store, TimeSpan timeout, TimeProvider time, PresenceTroubles troubles)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    public IPresenceStore Store => store;

    /// <summary>How long a call may take.</summary>
    public TimeSpan Timeout => timeout;

    public TimeProvider Time => time;

    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>: whether the step took effect is not known.</exception>
    public async ValueTask<T> AskAsync<TState, T>(Func<IPresenceStore, TState, CancellationToken, ValueTask<T>> ask, TState state, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<T> asked = ask(store, state, cancellationToken);
            T answer = asked.IsCompleted ? await asked : await asked.AsTask().WaitAsync(timeout, time, cancellationToken);
            troubles.OnAnswer();
            return answer;
        }
        catch (Exception error) when (error is not PubSubException && !cancellationToken.IsCancellationRequested)
        {
            troubles.OnFailure(error);
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The presence store did not take the step, or did not answer in time. Try again.", error) { RetryAfter = s_retryAfter };
        }
    }

    /// <summary>As the other, of a call without an answer.</summary>
    public async ValueTask AskAsync<TState>(Func<IPresenceStore, TState, CancellationToken, ValueTask> ask, TState state, CancellationToken cancellationToken) =>
        await AskAsync(
            static async (store, call, cancel) =>
            {
                await call.ask(store, call.state, cancel);
                return true;
            },
            (ask, state),
            cancellationToken);
}
