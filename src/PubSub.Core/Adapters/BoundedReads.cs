using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Reads of history as everybody makes them: bounded in time, and with one error for whatever a broker does.</summary>
internal static class BoundedReads
{
    // Of the time that a read may take: an adapter that ends its search then has the rest for its answer.
    private const double SearchShare = 0.75;

    /// <summary>
    /// Reads events after a position; see <see cref="IEventHistory.ReadAfterAsync"/>. A page without events that has more lies further on, so that who goes on from
    /// its start gets to the end.
    /// </summary>
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
            ValueTask<HistoryPage> read = history.ReadAfterAsync(channel, after, options with { TimeLimit = timeout * SearchShare }, cancellationToken);
            // A frozen broker leaves a read pending for ever, whatever its token says.
            HistoryPage page = read.IsCompleted ? await read : await read.AsTask().WaitAsync(timeout, time, cancellationToken);
            return IsStuck(after, page) ? throw new BrokerUnavailableException("A read of history found nothing and got no further.") : page;
        }
        catch (Exception error) when (error is not BrokerUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException("A read of history failed, or took too long.", error) { HidesDefect = error is not (TimeoutException or OperationCanceledException) };
        }
    }

    private static bool IsStuck(HistoryPosition after, HistoryPage page) =>
        page is { Events.Count: 0, HasMore: true, Truncated: false } && after.Id is { } id && !page.Start.IsAfter(id);
}
