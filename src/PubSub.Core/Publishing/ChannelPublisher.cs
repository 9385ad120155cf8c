using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Validation;

namespace PubSub.Core.Publishing;

/// <inheritdoc/>
internal sealed class ChannelPublisher(EventCatalog catalog, ChannelResolver channels, PayloadValidator validator, EventComposer composer, EventEmitter emitter)
    : IChannelPublisher
{
    public async ValueTask<EventId> PublishAsync(
        string channel, string name, object? data, object? parameters, EventMeta? meta, CancellationToken cancellationToken)
    {
        (ChannelDefinition definition, ChannelName address) = channels.Resolve(channel, parameters is null ? default : ServerJson.Write(parameters));
        EventDefinition found = catalog.GetEvent(definition, name);
        if (!found.IsBroadcast)
            throw new PubSubException(ErrorCode.InvalidRequest, $"The event '{found.Name}' is never broadcast: its direction is {found.Direction}.");
        // What is not the event's own type is read as a client's payload would be, so that nothing is published that a contract does not allow.
        object payload = data is not null && data.GetType() == found.PayloadType ? data : PayloadReader.Read(found, ServerJson.Write(data));
        await validator.ValidateAsync(found, payload, cancellationToken);
        EventBody body = composer.Compose(found, address, payload, meta, requestId: null, clientEventId: null);
        return await emitter.PublishAsync(new PendingEvent(address, body, definition), dedupKey: null, cancellationToken);
    }
}
