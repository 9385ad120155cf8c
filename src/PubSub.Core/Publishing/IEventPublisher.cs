using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>Publishes events from server code. Safe to use from any thread. No access rule applies and no action runs.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes an event of a channel without parameters. Returns when the broker has ordered it.</summary>
    /// <typeparam name="TEvent">An event of the catalogue.</typeparam>
    /// <param name="payload">The event's record.</param>
    /// <param name="meta">What travels beside it, among it the partition key for a channel that has partitions; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait; whether the event was published is then not known.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownEvent"/>, <see cref="ErrorCode.InvalidPayload"/>, <see cref="ErrorCode.InvalidChannel"/> where the channel has
    /// parameters, <see cref="ErrorCode.PayloadTooLarge"/>, or <see cref="ErrorCode.BrokerUnavailable"/>, also where the fan-out cannot keep up.
    /// </exception>
    /// <returns>The id that the event was given.</returns>
    ValueTask<EventId> PublishAsync<TEvent>(TEvent payload, EventMeta? meta = null, CancellationToken cancellationToken = default)
        where TEvent : notnull;

    /// <summary>Publishes an event on one address of a channel; as <see cref="PublishAsync{TEvent}(TEvent, EventMeta?, CancellationToken)"/> otherwise.</summary>
    /// <typeparam name="TChannel">The channel.</typeparam>
    /// <typeparam name="TEvent">An event of that channel.</typeparam>
    ValueTask<EventId> PublishAsync<TChannel, TEvent>(TChannel channel, TEvent payload, EventMeta? meta = null, CancellationToken cancellationToken = default)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel>;
}
