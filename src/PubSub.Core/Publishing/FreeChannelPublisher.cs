using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Validation;

namespace PubSub.Core.Publishing;

/// <summary>
/// Publishes what a client says on a channel without a contract. No access rule applies: the transport has asked. Safe to use from any thread.
/// </summary>
internal sealed class FreeChannelPublisher(EventCatalog catalog, EventComposer composer, EventEmitter emitter)
{
    // As deep as a request may be below its own object.
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false, MaxDepth = RequestReader.MaxDepth - 1 };

    /// <summary>Publishes one event. Returns when the broker has ordered it.</summary>
    /// <param name="address">An address of <paramref name="channel"/>.</param>
    /// <param name="channel">A channel without a contract.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="data">Any JSON; read before this returns its task.</param>
    /// <param name="from">Which client sends it: what subscribers see as <c>meta.from</c>. Null where the server does.</param>
    /// <param name="requestId">The id of the request, or null.</param>
    /// <param name="cancellationToken">Ends the wait; whether the event was published is then not known.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InvalidRequest"/> for a name that no event may have, <see cref="ErrorCode.InvalidPayload"/>, <see cref="ErrorCode.PayloadTooLarge"/> or
    /// <see cref="ErrorCode.BrokerUnavailable"/>.
    /// </exception>
    /// <returns>The event, as it is fanned out, and its id.</returns>
    public async ValueTask<ChannelEvent> PublishAsync(
        ChannelName address,
        ChannelDefinition channel,
        string name,
        ReadOnlyMemory<byte> data,
        EventSender? from,
        string? requestId,
        CancellationToken cancellationToken)
    {
        if (!channel.IsFree) throw new ArgumentException($"The channel '{channel.Name}' has a contract.", nameof(channel));
        EventBody body = Compose(catalog.GetEvent(channel, name), address, data, new EventMeta { From = from }, requestId);
        return new ChannelEvent(await emitter.PublishAsync(new PendingEvent(address, body, channel), dedupKey: null, cancellationToken), body);
    }

    private EventBody Compose(EventDefinition definition, ChannelName address, ReadOnlyMemory<byte> data, EventMeta meta, string? requestId)
    {
        try
        {
            using var document = JsonDocument.Parse(data, s_reading);
            return composer.Compose(definition, address, document.RootElement, meta, requestId, clientEventId: null);
        }
        catch (JsonException error)
        {
            var errors = new PayloadErrors();
            errors.Add(PayloadReader.Root, "is not JSON, is nested too deeply or has a member twice");
            throw errors.ToException(definition.Name, error);
        }
    }
}
