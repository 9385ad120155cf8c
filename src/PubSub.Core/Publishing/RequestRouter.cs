using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Publishing;

/// <summary>Finds the event and the address that a request means. Looks at no payload, and asks for nobody's rights.</summary>
internal sealed class RequestRouter(EventCatalog catalog, ChannelResolver channels)
{
    /// <summary>What a request means that names event and channel.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownEvent"/>, <see cref="ErrorCode.NotClientSendable"/>, <see cref="ErrorCode.InvalidChannel"/>, or <see cref="ErrorCode.InvalidRequest"/> for a
    /// name that no event may have.
    /// </exception>
    public (EventDefinition Definition, ChannelName Channel) Route(ParsedRequest request)
    {
        bool isKnown = catalog.TryGetEvent(request.Name, out EventDefinition? definition);
        if (request.Channel is null)
        {
            definition = Sendable(isKnown ? definition! : throw WithoutChannel(request.Name));
            ChannelName plain = definition.Channel.PlainAddress ?? throw Refuse($"The event '{definition.Name}' needs a 'channel': an address of '{definition.Channel.Name}'.");
            return (definition, plain);
        }

        bool isAddress = ChannelName.TryParse(request.Channel, out ChannelName name, out string? problem);
        // Asked of the catalogue and not of the template: a fixed channel of the same form is another channel.
        if (isAddress && catalog.TryGetChannel(name, out ChannelDefinition? channel))
        {
            if (isKnown && definition!.Channel == channel) return (Sendable(definition), name);
            if (catalog.TryGetEvent(channel, request.Name, out EventDefinition? other)) return (Sendable(other), name);
            if (channel.IsFree) throw EventName.Malformed();
        }

        if (!isKnown) throw Unknown();
        Sendable(definition!);
        throw Refuse(problem ?? $"The event '{definition!.Name}' belongs to the channel '{definition.Channel.Name}', and 'channel' is not an address of it.");
    }

    /// <summary>What a request to one channel means.</summary>
    /// <param name="channel">The channel, by name or by address.</param>
    /// <param name="request">The request.</param>
    /// <param name="parameters">The channel's parameters; empty for none.</param>
    /// <exception cref="PubSubException">As for requests that name both, and <see cref="ErrorCode.UnknownChannel"/>.</exception>
    public (EventDefinition Definition, ChannelName Channel) Route(string channel, ParsedRequest request, ReadOnlyMemory<byte> parameters)
    {
        (ChannelDefinition definition, ChannelName address) = channels.Resolve(channel, parameters);
        return (Sendable(catalog.GetEvent(definition, request.Name)), address);
    }

    private static EventDefinition Sendable(EventDefinition definition) => definition.IsClientSendable
        ? definition
        : throw new PubSubException(ErrorCode.NotClientSendable, $"The event '{definition.Name}' is sent by the server only.");

    private PubSubException WithoutChannel(string name) =>
        catalog.Events.Any(e => string.Equals(e.Name, name, StringComparison.Ordinal))
            ? Refuse("Several channels have an event of this name: give the address of one as 'channel'.")
            : Unknown();

    private static PubSubException Unknown() =>
        new(ErrorCode.UnknownEvent, "No event of this name is in the catalogue; GET /events/contract lists them.");

    private static PubSubException Refuse(string detail) =>
        new(ErrorCode.InvalidChannel, detail) { Errors = new Dictionary<string, string[]> { ["$.channel"] = [detail] } };
}
