using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Subscribing;

/// <summary>
/// Subscribes server code to events, in process: a session like any other, with the same order, resume and gaps. No access rule applies.
/// Safe to use from any thread.
/// </summary>
public interface IEventSubscriber
{
    /// <summary>Subscribes to one event of a channel without parameters.</summary>
    /// <typeparam name="TEvent">An event of the catalogue.</typeparam>
    /// <param name="handler">
    /// Called for one event at a time, in the channel's order; where the channel has partitions, in the order of each partition key. While it runs, later events wait in the node's window; a handler so slow that it
    /// falls out of the window of an ephemeral channel is told by <see cref="SubscribeOptions.OnGap"/>. One that throws ends the subscription.
    /// </param>
    /// <param name="options">Where to begin; null for the next event.</param>
    /// <param name="cancellationToken">Ends the attempt to subscribe, not the subscription.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownEvent"/>, <see cref="ErrorCode.InvalidChannel"/> where the channel has parameters, <see cref="ErrorCode.InvalidCursor"/>,
    /// <see cref="ErrorCode.TooManyConnections"/> or <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    /// <returns>The subscription: dispose of it to end it.</returns>
    ValueTask<IEventSubscription> SubscribeAsync<TEvent>(
        Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
        SubscribeOptions? options = null,
        CancellationToken cancellationToken = default)
        where TEvent : notnull;

    /// <summary>Subscribes to one event on one address of a channel; as the other overload otherwise.</summary>
    /// <typeparam name="TChannel">The channel.</typeparam>
    /// <typeparam name="TEvent">An event of that channel.</typeparam>
    ValueTask<IEventSubscription> SubscribeAsync<TChannel, TEvent>(
        TChannel channel,
        Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
        SubscribeOptions? options = null,
        CancellationToken cancellationToken = default)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel>;

    /// <summary>
    /// Subscribes to the events of an address, whatever they are: of a channel that a record or the host's code declares, or of one without a contract. As the other overloads otherwise; payloads are the
    /// JSON that was published, and are the handler's to keep.
    /// </summary>
    /// <param name="channel">The address, such as <c>cursor:room-1</c> or <c>public-news</c>.</param>
    /// <param name="handler">Called for one event at a time, in the channel's order, as in the other overloads.</param>
    /// <param name="events">The names of the events that the handler gets, as <see cref="EventEnvelope{TPayload}.Name"/> has them; null for all of the channel.</param>
    /// <param name="options">Where to begin; null for the next event.</param>
    /// <param name="cancellationToken">Ends the attempt to subscribe, not the subscription.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownChannel"/>, <see cref="ErrorCode.UnknownEvent"/> for a name that no event of the channel has, <see cref="ErrorCode.InvalidRequest"/> for one that no event may have or
    /// where there are no names at all, <see cref="ErrorCode.InvalidCursor"/>, <see cref="ErrorCode.TooManyConnections"/> or <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    /// <returns>The subscription: dispose of it to end it.</returns>
    ValueTask<IEventSubscription> SubscribeAsync(
        ChannelName channel,
        Func<EventEnvelope<JsonElement>, CancellationToken, ValueTask> handler,
        IReadOnlyCollection<string>? events = null,
        SubscribeOptions? options = null,
        CancellationToken cancellationToken = default);
}
