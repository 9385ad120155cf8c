using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Publishing;

/// <summary>Finds the event and the address that a request means. Looks at no payload, and asks for nobody's rights.</summary>
internal sealed class RequestRouter(EventCatalog catalog)
{
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownEvent"/>, <see cref="ErrorCode.NotClientSendable"/> or <see cref="ErrorCode.InvalidChannel"/>.
    /// </exception>
    public (EventDefinition Definition, ChannelName Channel) Route(ParsedRequest request)
    {
        if (!catalog.TryGetEvent(request.Name, out EventDefinition? definition))
            throw new PubSubException(ErrorCode.UnknownEvent, "No event of this name is in the catalogue; GET /events/contract lists them.");
        if (!definition.IsClientSendable)
            throw new PubSubException(ErrorCode.NotClientSendable, $"The event '{definition.Name}' is sent by the server only.");
        return (definition, AddressOf(definition, request.Channel));
    }

    private ChannelName AddressOf(EventDefinition definition, string? address)
    {
        ChannelDefinition channel = definition.Channel;
        if (address is null)
        {
            return channel.Template.IsParametric
                ? throw Refuse($"The event '{definition.Name}' needs a 'channel': an address of '{channel.Name}'.")
                : ChannelName.Parse(channel.Name);
        }

        if (!ChannelName.TryParse(address, out ChannelName name, out string? problem)) throw Refuse(problem);
        // Asked of the catalogue and not of the template: a fixed channel of the same form is another channel.
        if (!catalog.TryGetChannel(name, out ChannelDefinition? found) || found != channel)
            throw Refuse($"The event '{definition.Name}' belongs to the channel '{channel.Name}', and 'channel' is not an address of it.");
        return name;
    }

    private static PubSubException Refuse(string detail) =>
        new(ErrorCode.InvalidChannel, detail) { Errors = new Dictionary<string, string[]> { ["$.channel"] = [detail] } };
}
