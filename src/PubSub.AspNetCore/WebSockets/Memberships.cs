using System.Runtime.InteropServices;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>The channels that a connection is in, and what it may do there. For one thread at a time.</summary>
internal sealed class Memberships(ConversationServices services, SocketSession session, Caller caller)
{
    private readonly Dictionary<ChannelName, JoinedChannel> _joined = [];
    private readonly Allowance _joins = new(services.Limits.JoinsPerSecond, services.Limits.MaxChannels, services.Time);
    private readonly EventSender _from = new() { ClientId = session.ClientId, UserId = caller.UserId };

    /// <summary>Joins a channel; where the connection is in it already, it is answered the same.</summary>
    public async ValueTask JoinAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        if (_joined.TryGetValue(address, out JoinedChannel? joined))
        {
            session.Send(SocketMessages.Joined(requestId, joined));
            return;
        }

        if (_joined.Count >= services.Limits.MaxChannels)
        {
            throw new SocketRefusal(
                SocketErrors.TooManyChannels, $"A connection is in at most {services.Limits.MaxChannels} channels. Leave one first.");
        }

        if (!_joins.TryTake()) throw new SocketRefusal(SocketErrors.TooManyJoins);
        ChannelDefinition definition = Find(address);
        await services.Access.EnsureMaySubscribeAsync(definition, address, caller, request.UserInfo);
        SubscribeRequest[] channels = Read(request, address, definition);
        joined = new JoinedChannel(address, definition, await services.Hub.OpenAsync(channels, cancellationToken));
        _joined.Add(address, joined);
        session.Add(SocketMessages.Joined(requestId, joined), joined.Subscriptions);
    }

    /// <summary>Leaves a channel.</summary>
    public ValueTask LeaveAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        if (!_joined.Remove(address, out JoinedChannel? joined)) throw new SocketRefusal(SocketErrors.NotMember, "This connection is not in the channel.");
        session.Remove(joined.Subscriptions, SocketMessages.Left(requestId, address));
        return ValueTask.CompletedTask;
    }

    /// <summary>Says something to the others in a channel.</summary>
    public async ValueTask SendAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        string name = request.Event;
        if (!_joined.TryGetValue(address, out JoinedChannel? joined))
            throw new SocketRefusal(SocketErrors.NotInChannel, "Join the channel before you send to it.");
        if (!joined.Definition.IsFree)
            throw new SocketRefusal(SocketErrors.InvalidRequest, "The channel's events have a contract: publish them by HTTP.");
        JsonElement data = request.Data;
        await services.Access.EnsureMayPublishAsync(joined.Definition, address, caller, name);
        await services.Access.EnsureMayPublishDataAsync(joined.Definition, address, caller, name, data);
        await services.Publisher.PublishAsync(address, joined.Definition, name, JsonMarshal.GetRawUtf8Value(data).ToArray(), _from, requestId: null, cancellationToken);
        session.Send(SocketMessages.Sent(requestId, address, services.Hub.SubscribersOf(address) - 1));
    }

    /// <summary>Leaves every channel, when the session has ended. Does not fail.</summary>
    public ValueTask LeaveAllAsync()
    {
        _joined.Clear();
        return ValueTask.CompletedTask;
    }

    private static ChannelName AddressOf(SocketRequest request) =>
        ChannelName.TryParse(request.Channel, out ChannelName address, out string? problem) ? address : throw new SocketRefusal(SocketErrors.InvalidRequest, problem);

    private ChannelDefinition Find(ChannelName address)
    {
        if (services.Catalog.TryGetChannel(address, out ChannelDefinition? definition)) return definition;
        throw !services.HasFreeChannels && FreeChannels.ByPrefix.Any(each => each.Template.TryMatch(address, out _))
            ? new SocketRefusal(SocketErrors.ChannelsDisabled, "This server has no public-, private- and presence- channels.")
            : new SocketRefusal(SocketErrors.NotFound, "No channel has this address. Names begin with public-, private- or presence-, or are those of a contract.");
    }

    private static SubscribeRequest[] Read(SocketRequest request, ChannelName address, ChannelDefinition definition)
    {
        EventRenderer renderer = request.Envelopes ? EnvelopeRenderer.Instance : MessageRenderer.Instance;
        ChannelName[] addresses = ChannelPartition.AddressesOf(address, definition);
        SubscribeFrom[] from = ReadCursor(request.LastEventId, addresses.Length);
        return [.. addresses.Select((each, i) => new SubscribeRequest(each, definition, from[i], Filter: null, renderer))];
    }

    private static SubscribeFrom[] ReadCursor(string? lastEventId, int count)
    {
        if (lastEventId is null) return new SubscribeFrom[count];
        return StreamCursor.TryRead(lastEventId, count, out EventId[] positions)
            ? Array.ConvertAll(positions, SubscribeFrom.After)
            : throw new SocketRefusal(SocketErrors.InvalidRequest, "'lastEventId' must be the id of an event of this channel.");
    }
}
