using System.Runtime.ExceptionServices;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Epochs;

/// <summary>Steps of which one that fails does not keep the next from being taken.</summary>
/// <param name="stop">Ends all of them: its cancellation is no failure, and goes through.</param>
internal sealed class Steps(CancellationToken stop)
{
    private readonly List<Exception> _failures = [];

    /// <summary>Takes a step. False where it failed.</summary>
    public async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            _failures.Add(error);
            return false;
        }
    }

    /// <exception cref="BrokerUnavailableException">Several steps failed; the message has what each says, once.</exception>
    public void ThrowIfAnyFailed()
    {
        if (_failures.Count == 0) return;
        if (_failures.Count == 1) ExceptionDispatchInfo.Throw(_failures[0]);
        throw new BrokerUnavailableException(string.Join(' ', _failures.Select(failure => failure.Message).Distinct()), new AggregateException(_failures));
    }
}
