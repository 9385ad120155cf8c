using System.Text.Json;
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
        (ChannelDefinition definition, ChannelName address) = channels.Resolve(channel, parameters is null ? default : ToJson(parameters));
        if (!catalog.TryGetEvent(definition, name, out EventDefinition? found))
        {
            throw definition.IsFree
                ? FreeChannelPublisher.BadName()
                : new PubSubException(ErrorCode.UnknownEvent, $"The channel '{definition.Name}' has no event of this name.");
        }

        if (!found.IsBroadcast)
            throw new PubSubException(ErrorCode.InvalidRequest, $"The event '{found.Name}' is never broadcast: its direction is {found.Direction}.");
        // What is not the event's own type is read as a client's payload would be, so that nothing is published that a contract does not allow.
        object payload = data is not null && data.GetType() == found.PayloadType ? data : PayloadReader.Read(found, ToJson(data));
        await validator.ValidateAsync(found, payload, cancellationToken);
        EventBody body = composer.Compose(found, address, payload, meta, requestId: null, clientEventId: null);
        return await emitter.PublishAsync(new PendingEvent(address, body, definition), dedupKey: null, cancellationToken);
    }

    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidPayload"/>.</exception>
    private static byte[] ToJson(object? value)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, value?.GetType() ?? typeof(object), ContractJson.Strict);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new PubSubException(ErrorCode.InvalidPayload, "The value cannot be written as JSON.", error);
        }
    }
}
