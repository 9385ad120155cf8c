using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>The ability of an adapter to read events again. Its members are safe to call from any thread.</summary>
public interface IEventHistory
{
    /// <summary>
    /// The position of the channel's last event. For a channel that never had one, a position of offset 0 in a fresh epoch, from which a
    /// later resume is complete.
    /// </summary>
    ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Reads events after a position, oldest first, from one atomic look at the channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="after">Where to begin; exclusive.</param>
    /// <param name="limit">The most events to return, at least 1.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, int limit, CancellationToken cancellationToken);
}
