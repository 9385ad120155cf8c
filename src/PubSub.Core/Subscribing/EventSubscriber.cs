using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Subscribing;

/// <inheritdoc cref="IEventSubscriber"/>
internal sealed class EventSubscriber(EventCatalog catalog, FanoutHub hub, TimeProvider time, ILogger<EventSubscriber> logger) : IEventSubscriber
{
    public ValueTask<IEventSubscription> SubscribeAsync<TEvent>(
        Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
        SubscribeOptions? options,
        CancellationToken cancellationToken)
        where TEvent : notnull
    {
        EventDefinition definition = Find<TEvent>();
        ChannelName address = definition.Channel.PlainAddress
            ?? throw new PubSubException(ErrorCode.InvalidChannel, $"The channel '{definition.Channel.Name}' has parameters: subscribe with a channel record.");
        return SubscribeAsync(definition.Channel, address, [definition.Name], handler, options, cancellationToken);
    }

    public ValueTask<IEventSubscription> SubscribeAsync<TChannel, TEvent>(
        TChannel channel,
        Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
        SubscribeOptions? options,
        CancellationToken cancellationToken)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel>
    {
        EventDefinition definition = Find<TEvent>();
        return SubscribeAsync(definition.Channel, definition.Channel.AddressOf(channel), [definition.Name], handler, options, cancellationToken);
    }

    public ValueTask<IEventSubscription> SubscribeAsync(
        ChannelName channel,
        Func<EventEnvelope<JsonElement>, CancellationToken, ValueTask> handler,
        IReadOnlyCollection<string>? events,
        SubscribeOptions? options,
        CancellationToken cancellationToken)
    {
        if (!catalog.TryGetChannel(channel, out ChannelDefinition? definition))
            throw new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this address.");
        if (events is { Count: 0 })
            throw new PubSubException(ErrorCode.InvalidRequest, "No event has been named: name at least one, or leave the names out for all of the channel.");
        foreach (string name in events ?? []) catalog.GetEvent(definition, name);
        return SubscribeAsync(definition, channel, events ?? [], handler, options, cancellationToken);
    }

    private EventDefinition Find<TEvent>() =>
        catalog.TryGetEvent(typeof(TEvent), out EventDefinition? definition)
            ? definition
            : throw new PubSubException(ErrorCode.UnknownEvent, $"The type '{typeof(TEvent)}' is no event of the catalogue.");

    private async ValueTask<IEventSubscription> SubscribeAsync<TEvent>(
        ChannelDefinition definition,
        ChannelName channel,
        IReadOnlyCollection<string> events,
        Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
        SubscribeOptions? options,
        CancellationToken cancellationToken)
    {
        ChannelName[] addresses = ChannelPartition.AddressesOf(channel, definition);
        SubscribeFrom[] from = Begin(options, definition);
        EventFilter? filter = EventFilter.Create(events, []);
        var requests = new SubscribeRequest[addresses.Length];
        for (int i = 0; i < requests.Length; i++) requests[i] = new SubscribeRequest(addresses[i], definition, from[i], filter);
        Subscription[] subscriptions = await hub.PrepareAsync(requests, cancellationToken);
        var session = new HandlerSession<TEvent>(subscriptions, handler, options?.OnGap, time, logger);
        hub.Add(session);
        return new HandlerSubscription<TEvent>(session);
    }

    private static SubscribeFrom[] Begin(SubscribeOptions? options, ChannelDefinition channel)
    {
        var from = new SubscribeFrom[channel.Partitions];
        switch (options)
        {
            case { After: not null } when from.Length > 1:
                throw new PubSubException(
                    ErrorCode.InvalidCursor,
                    $"An event id is a position in one partition, and the channel '{channel.Name}' has {channel.Partitions}: give a time, or a cursor.");
            case { After: { } id }:
                from[0] = SubscribeFrom.After(id);
                break;
            case { Cursor: { } cursor }:
                if (!StreamCursor.TryRead(cursor, from.Length, out EventId[] positions))
                    throw new PubSubException(ErrorCode.InvalidCursor, $"The cursor is not that of a subscription to '{channel.Name}' with {channel.Partitions} partition(s).");
                return Array.ConvertAll(positions, SubscribeFrom.After);
            case { Since: { } since }:
                Array.Fill(from, SubscribeFrom.AfterTime(since));
                break;
        }

        return from;
    }

    private sealed class HandlerSubscription<TEvent> : IEventSubscription
    {
        private readonly HandlerSession<TEvent> _session;

        public HandlerSubscription(HandlerSession<TEvent> session)
        {
            _session = session;
            Completion = CompleteAsync();
        }

        public EventId Position => _session.Handled;

        public string Cursor => _session.Cursor;

        public Task Completion { get; }

        public async ValueTask DisposeAsync()
        {
            _session.Close(SessionEnd.PeerGone);
            if (!_session.IsHandling) await _session.Completion;
        }

        private async Task CompleteAsync()
        {
            await _session.Completion;
            if (_session.Fault is { } fault) throw new InvalidOperationException("The handler of the subscription threw.", fault);
            if (_session.End is { Reconnect: true } end && end != SessionEnd.Draining)
                throw new PubSubException(end.Code, "The subscription was cut. Subscribe again after its position.") { RetryAfter = end.RetryAfter };
        }
    }
}
