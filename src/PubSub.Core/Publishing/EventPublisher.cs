using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <inheritdoc/>
internal sealed class EventPublisher(EventComposer composer, EventEmitter emitter) : IEventPublisher
{
    public ValueTask<EventId> PublishAsync<TEvent>(TEvent payload, EventMeta? meta, CancellationToken cancellationToken)
        where TEvent : notnull => PublishAsync(channel: null, payload, meta, cancellationToken);

    public ValueTask<EventId> PublishAsync<TChannel, TEvent>(TChannel channel, TEvent payload, EventMeta? meta, CancellationToken cancellationToken)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel> => PublishAsync((IEventChannel)channel, payload, meta, cancellationToken);

    private async ValueTask<EventId> PublishAsync(IEventChannel? channel, object payload, EventMeta? meta, CancellationToken cancellationToken)
    {
        PendingEvent pending = await composer.ComposeAsync(channel, payload, meta, cause: null, cancellationToken);
        return await emitter.PublishAsync(pending, dedupKey: null, cancellationToken);
    }
}
