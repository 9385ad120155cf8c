using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Reads of history as everybody makes them: bounded in time, and with one error for whatever a broker does.</summary>
internal static class BoundedReads
{
    /// <summary>Reads events after a position; see <see cref="IEventHistory.ReadAfterAsync"/>.</summary>
    /// <exception cref="BrokerUnavailableException">The broker failed, or did not answer in time.</exception>
    public static async ValueTask<HistoryPage> ReadAsync(
        this IEventHistory history,
        ChannelName channel,
        HistoryPosition after,
        ReadOptions options,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<HistoryPage> read = history.ReadAfterAsync(channel, after, options, cancellationToken);
            // A frozen broker leaves a read pending for ever, whatever its token says.
            return read.IsCompleted ? await read : await read.AsTask().WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception error) when (error is not BrokerUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException("A read of history failed, or took too long.", error);
        }
    }
}
