using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>The ability of an adapter to read events again. Its members are safe to call from any thread.</summary>
public interface IEventHistory
{
    /// <summary>
    /// Whether the offsets of a channel's events follow each other without holes. A live event that leaves out an offset then proves that events before it
    /// were lost, and they are read from history before it is delivered. False where offsets have holes by nature, as those of a log that channels share.
    /// </summary>
    bool HasContiguousOffsets { get; }

    /// <summary>
    /// The position of the channel's last event. For a channel that never had one, a position of offset 0 in a fresh epoch, from which a
    /// later resume is complete.
    /// </summary>
    ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="GetTopAsync"/> for several channels, answered in their order; the answers need not be of one moment. Asked regularly for all open channels,
    /// in batches, where <see cref="IEventAdapter.MayLoseSilently"/>: an adapter that can ask for many at once implements it.
    /// </summary>
    async ValueTask<IReadOnlyList<EventId>> GetTopsAsync(IReadOnlyList<ChannelName> channels, CancellationToken cancellationToken)
    {
        var tops = new EventId[channels.Count];
        for (int i = 0; i < tops.Length; i++) tops[i] = await GetTopAsync(channels[i], cancellationToken).ConfigureAwait(false);
        return tops;
    }

    /// <summary>
    /// A position of a subscribed channel up to which all of its events have reached the sink, where the adapter knows one without asking its broker that is further on
    /// than the last event's: in a log that channels share, that of another channel's record. Null by default. Asked now and then for every open channel, so that the
    /// cursors of subscribers to a quiet channel do not grow old in a busy log. Never beyond a loss that the sink has not been told of.
    /// </summary>
    EventId? GetDelivered(ChannelName channel) => null;

    /// <summary>Reads events after a position, oldest first, from one atomic look at the channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="after">Where to begin; exclusive.</param>
    /// <param name="options">How much to return, and what still counts.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached, or did not answer in time.</exception>
    ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken);
}
