using PubSub.Core.Adapters;

namespace PubSub.Core.Hosting;

/// <summary>Starts what connects to a server, for as long as <see cref="PubSubOptions.StartTimeout"/> allows.</summary>
internal static class BoundedStart
{
    /// <param name="what">What is started, with its name, for the error.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="options">The host's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BrokerUnavailableException">It did not start in time.</exception>
    public static async Task RunAsync(string what, Func<CancellationToken, ValueTask> start, PubSubOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // Waiting ends at the limit by itself: an adapter may sit in a client library that knows no cancellation.
            await start(either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                $"{what} did not start within {options.StartTimeout}. Check that its broker can be reached, or raise " +
                $"{nameof(PubSubOptions)}.{nameof(PubSubOptions.StartTimeout)}.",
                e);
        }
    }
}
