using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Validation;

namespace PubSub.Core.Publishing;

/// <summary>Makes events ready to be published, for clients, actions and server code alike. Safe to use from any thread.</summary>
internal sealed class EventComposer(EventCatalog catalog, PayloadValidator validator, PubSubOptions options)
{
    /// <summary>An event of server code, validated.</summary>
    /// <param name="channel">The channel's record, or null where the event's channel has no parameters.</param>
    /// <param name="payload">The event's record.</param>
    /// <param name="meta">What travels beside the payload, or null. Its version is the contract's in any case.</param>
    /// <param name="cause">The event whose action emits this one, or null. On a channel with partitions the new event has its key, unless it has one of its own.</param>
    /// <param name="cancellationToken">Ends the validation.</param>
    /// <exception cref="PubSubException">The event, its channel or its payload is wrong.</exception>
    public async ValueTask<PendingEvent> ComposeAsync(
        IEventChannel? channel,
        object payload,
        EventMeta? meta,
        SentEvent? cause,
        CancellationToken cancellationToken)
    {
        if (!catalog.TryGetEvent(payload.GetType(), out EventDefinition? definition))
            throw new PubSubException(ErrorCode.UnknownEvent, $"The type '{payload.GetType()}' is no event of the catalogue.");
        if (!definition.IsBroadcast)
            throw new PubSubException(ErrorCode.InvalidRequest, $"The event '{definition.Name}' is never broadcast: its direction is {definition.Direction}.");
        ChannelName address = AddressOf(definition, channel);
        await validator.ValidateAsync(definition, payload, cancellationToken);
        if (definition.Channel.Partitions > 1 && meta?.PartitionKey is null && cause?.Meta?.PartitionKey is { } key)
            meta = (meta ?? new EventMeta()) with { PartitionKey = key };
        return new PendingEvent(address, Compose(definition, address, payload, meta, cause?.RequestId, cause?.ClientEventId), definition.Channel);
    }

    /// <summary>The body of an event whose payload has been validated, with what the server sets of its meta.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidPayload"/> or <see cref="ErrorCode.PayloadTooLarge"/>.</exception>
    public EventBody Compose(
        EventDefinition definition, ChannelName channel, object payload, EventMeta? given, string? requestId, string? clientEventId)
    {
        var meta = new EventMeta
        {
            Version = definition.Channel.IsFree ? null : definition.Version,
            Source = given?.Source ?? options.Source,
            RequestId = given?.RequestId ?? requestId,
            ClientEventId = given?.ClientEventId ?? clientEventId,
            PartitionKey = given?.PartitionKey,
            From = given?.From,
            Extensions = given?.Extensions,
        };
        EventBody body;
        try
        {
            body = EventBodyBuilder.Build(definition, channel, payload, meta);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            // What JSON cannot say: an infinite number, a lone surrogate.
            var errors = new PayloadErrors();
            errors.Add(PayloadReader.Root, "holds a value that JSON cannot carry");
            throw errors.ToException(definition.Name, error);
        }

        return body.Payload.Length <= options.MaxPayloadBytes
            ? body
            : throw new PubSubException(ErrorCode.PayloadTooLarge, $"The payload of '{definition.Name}' has more than {options.MaxPayloadBytes} bytes.");
    }

    private static ChannelName AddressOf(EventDefinition definition, IEventChannel? channel)
    {
        ChannelDefinition declared = definition.Channel;
        if (channel is null)
        {
            return declared.PlainAddress
                ?? throw new PubSubException(ErrorCode.InvalidChannel, $"The channel '{declared.Name}' has parameters: pass the channel's record as well.");
        }

        if (channel.GetType() != declared.ClrType)
        {
            throw new PubSubException(
                ErrorCode.InvalidChannel, $"The event '{definition.Name}' belongs to the channel '{declared.Name}', not to '{channel.GetType()}'.");
        }

        try
        {
            return declared.AddressOf(channel);
        }
        catch (ArgumentException error)
        {
            throw new PubSubException(ErrorCode.InvalidChannel, error.Message, error);
        }
    }
}
