using System.Runtime.InteropServices;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>The channels that a connection is in, and what it may do there. For one thread at a time.</summary>
internal sealed class Memberships(ConversationServices services, SocketSession session, Caller caller)
{
    // What an answer counts for while it waits to be made: it holds nothing by then, but a client that does not read must not have any number of them wait.
    private const int JoinedBytes = 1024;

    private readonly Dictionary<ChannelName, JoinedChannel> _joined = [];
    private readonly Allowance _joins = new(services.Limits.JoinsPerSecond, services.Limits.MaxChannels, services.Time);
    private readonly EventSender _from = new() { ClientId = session.ClientId, UserId = caller.UserId };

    /// <summary>Joins a channel; where the connection is in it already, it is answered the same.</summary>
    public async ValueTask JoinAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        if (!_joined.TryGetValue(address, out JoinedChannel? joined) && _joined.Count >= services.Limits.MaxChannels)
        {
            throw new SocketRefusal(
                ErrorCode.TooManyChannels, $"A connection is in at most {services.Limits.MaxChannels} channels. Leave one first.");
        }

        if (!_joins.TryTake()) throw new SocketRefusal(SocketErrors.TooManyJoins);
        ChannelDefinition definition = joined?.Definition ?? Find(address);
        JsonElement? userInfo = request.UserInfo;
        await services.Access.EnsureMaySubscribeAsync(definition, address, caller, userInfo);
        if (joined is not null)
        {
            await JoinAgainAsync(joined, request, requestId, cancellationToken);
            return;
        }

        var membership = new ChannelMembership(session.ClientId, caller.UserId, address, services.Directory.TypeOf(definition, address));
        joined = new JoinedChannel(membership, definition, await services.Hub.OpenAsync(Read(request, address, definition), cancellationToken))
        {
            HasEnvelopes = request.Envelopes,
            TellsPositions = request.Envelopes || request.LastEventId is not null,
        };
        (PresenceState, PresenceMember?)? present = null;
        if (definition.HasPresence) present = await EnterAsync(joined, userInfo, cancellationToken);
        _joined.Add(address, joined);
        session.Add(SocketMessages.Joined(requestId, joined, present, joined.Resumed), joined.Subscriptions);
        await services.Directory.JoinedAsync(membership);
    }

    /// <summary>Leaves a channel.</summary>
    public async ValueTask LeaveAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        if (!_joined.Remove(address, out JoinedChannel? joined)) throw NotMember();
        try
        {
            // Nothing more of the channel comes in any case; where the store does not answer, heartbeats have the others told later.
            session.Remove(joined.Subscriptions, ReadOnlyMemory<byte>.Empty);
            if (joined.Definition.HasPresence) await services.Presence.LeaveAsync(address, session.ClientId, cancellationToken);
            session.Send(SocketMessages.Left(requestId, address));
        }
        finally
        {
            // Also where the connection has ended meanwhile: nobody else knows of this channel any more.
            await services.Directory.LeftAsync(joined.Membership);
        }
    }

    /// <summary>Says something to the others in a channel.</summary>
    public async ValueTask SendAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        string name = request.Event;
        if (!_joined.TryGetValue(address, out JoinedChannel? joined))
            throw new SocketRefusal(ErrorCode.NotInChannel, "Join the channel before you send to it.");
        if (!joined.Definition.IsFree)
            throw new SocketRefusal(ErrorCode.InvalidRequest, "The channel's events have a contract: publish them by HTTP.");
        JsonElement data = request.Data;
        await services.Access.EnsureMayPublishAsync(joined.Definition, address, caller, name);
        await services.Access.EnsureMayPublishDataAsync(joined.Definition, address, caller, name, data);
        await services.Publisher.PublishAsync(
            address, joined.Definition, name, JsonMarshal.GetRawUtf8Value(data).ToArray(), _from, requestId: null, cancellationToken);
        session.Send(SocketMessages.Sent(requestId, address, OthersIn(joined)));
    }

    /// <summary>Says something else of the member that the connection is one of.</summary>
    public async ValueTask UpdateAsync(SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        ChannelName address = AddressOf(request);
        JsonElement info = request.UserInfo ?? throw new SocketRefusal(ErrorCode.InvalidRequest, "The message needs 'userInfo', an object.");
        if (!_joined.TryGetValue(address, out JoinedChannel? joined)) throw NotMember();
        if (!joined.Definition.HasPresence) throw new SocketRefusal(ErrorCode.UpdateFailed, "The channel has no list of members.");
        // Who may no longer read the channel has nothing to say in it either.
        await services.Access.EnsureMaySubscribeAsync(joined.Definition, address, caller, info);
        PresenceMember me = await services.Presence.UpdateAsync(address, session.ClientId, info, cancellationToken);
        joined.Me = me;
        Subscription companion = joined.Subscriptions[^1];
        byte[] answer = SocketMessages.Updated(requestId, address, me);
        // When it is written, another connection of the member may have told something since, and been told of here. What was told earlier may come after it.
        session.Send(
            () =>
            {
                companion.TellsOwn = false;
                PresenceMember newest = services.Presence.NewestKnown(address, me);
                return newest == me ? answer : SocketMessages.Updated(requestId, address, newest);
            },
            answer.Length);
    }

    /// <summary>Leaves a channel that cannot be read on, unless it was left meanwhile, and says so. Does not fail.</summary>
    public async Task LoseAsync(JoinedChannel joined, SessionEnd why)
    {
        if (_joined.GetValueOrDefault(joined.Membership.Channel) != joined) return;
        _joined.Remove(joined.Membership.Channel);
        session.Remove(joined.Subscriptions, () => SocketMessages.Lost(joined, why));
        await LeaveMembersForGoodAsync(joined);
        await services.Directory.LeftAsync(joined.Membership);
    }

    /// <summary>Leaves every channel, when the session has ended. Does not fail.</summary>
    public async Task LeaveAllAsync()
    {
        await Task.WhenAll(_joined.Values.Select(LeaveMembersForGoodAsync));
        // Observers are told of a connection in its order.
        foreach (JoinedChannel joined in _joined.Values) await services.Directory.LeftAsync(joined.Membership);
    }

    private async Task LeaveMembersForGoodAsync(JoinedChannel joined)
    {
        try
        {
            if (joined.Definition.HasPresence) await services.Presence.EndAsync(joined.Membership.Channel, session.ClientId);
        }
        catch (Exception error)
        {
            services.Logger.LeaveFailed(error, session.ClientId, joined.Definition.Name);
        }
    }

    // The same answer as the first time, with who is there now. What is said of the member is an update where it is new.
    private async ValueTask JoinAgainAsync(JoinedChannel joined, SocketRequest request, string? requestId, CancellationToken cancellationToken)
    {
        // What was asked of the first join holds: a client must not believe that it has resumed.
        if (request.LastEventId is not null || (request.Envelopes && !joined.HasEnvelopes))
            throw new SocketRefusal(ErrorCode.InvalidRequest, "The connection is in the channel already. Leave it, and join it with 'lastEventId' and 'envelopes' then.");
        if (!joined.Definition.HasPresence)
        {
            session.Send(() => SocketMessages.Joined(requestId, joined, present: null, Resumed.Live), JoinedBytes);
            return;
        }

        PresenceMember? me = null;
        if (request.UserInfo is { } info)
        {
            me = await services.Presence.JoinAsync(joined.Membership.Channel, joined.Definition, caller, session.ClientId, info, cancellationToken);
            joined.Me = me;
        }

        // In its turn: changes that were told before are in the list, and those after it are not.
        session.Send(
            () =>
            {
                PresenceState state = ListFor(joined, me);
                return SocketMessages.Joined(requestId, joined, (state, joined.MeIn(state, session.MemberId)), Resumed.Live);
            },
            JoinedBytes);
    }

    // What the companion tells begins after the members that are answered: none is told twice, none is missing.
    private async ValueTask<(PresenceState, PresenceMember?)> EnterAsync(JoinedChannel joined, JsonElement? userInfo, CancellationToken cancellationToken)
    {
        try
        {
            PresenceMember me = await services.Presence.JoinAsync(
                joined.Membership.Channel, joined.Definition, caller, session.ClientId, userInfo, cancellationToken);
            joined.Me = me;
            return (ListFor(joined, me), me);
        }
        catch
        {
            FanoutHub.Release(joined.Subscriptions);
            throw;
        }
    }

    // A list that is older than what was said with the join, because the store did not let this node see it in time, is followed by that.
    private static PresenceState ListFor(JoinedChannel joined, PresenceMember? said)
    {
        Subscription companion = joined.Subscriptions[^1];
        PresenceState state = PresenceState.At(companion);
        companion.TellsOwn |= said is not null && state.Members.FirstOrDefault(each => each.Id == said.Id) is { } listed && said.IsNewerThan(listed);
        return state;
    }

    // The session may not have got to its own joining yet, and its member may have been lost.
    private int OthersIn(JoinedChannel joined) => joined.Definition.HasPresence
        ? services.Presence.CountOthersKnown(joined.Membership.Channel, session.MemberId)
        : Math.Max(0, services.Hub.SubscribersOf(joined.Membership.Channel) - 1);

    private static SocketRefusal NotMember() => new(ErrorCode.NotMember, "This connection is not in the channel.");

    private static ChannelName AddressOf(SocketRequest request) =>
        ChannelName.TryParse(request.Channel, out ChannelName address, out string? problem) ? address : throw new SocketRefusal(ErrorCode.InvalidRequest, problem);

    private ChannelDefinition Find(ChannelName address)
    {
        if (services.Catalog.TryGetChannel(address, out ChannelDefinition? definition)) return definition;
        throw !services.HasFreeChannels && FreeChannels.ByPrefix.Any(each => each.Template.TryMatch(address, out _))
            ? new SocketRefusal(ErrorCode.ChannelsDisabled, "This server has no public-, private- and presence- channels.")
            : new SocketRefusal(ErrorCode.NotFound, "No channel has this address. Names begin with public-, private- or presence-, or are those of a contract.");
    }

    private static SubscribeRequest[] Read(SocketRequest request, ChannelName address, ChannelDefinition definition)
    {
        EventRenderer renderer = request.Envelopes ? EnvelopeRenderer.Instance : MessageRenderer.Instance;
        ChannelName[] addresses = ChannelPartition.AddressesOf(address, definition);
        SubscribeFrom[] from = ReadCursor(request.LastEventId, addresses.Length);
        IEnumerable<SubscribeRequest> requests = addresses.Select((each, i) => new SubscribeRequest(each, definition, from[i], Filter: null, renderer));
        if (definition.HasPresence) requests = requests.Append(PresenceHub.Listen(address, definition) with { Renderer = PresenceRenderer.Instance });
        return [.. requests];
    }

    private static SubscribeFrom[] ReadCursor(string? lastEventId, int count)
    {
        if (lastEventId is null) return new SubscribeFrom[count];
        return StreamCursor.TryRead(lastEventId, count, out EventId[] positions)
            ? Array.ConvertAll(positions, SubscribeFrom.After)
            : throw new SocketRefusal(ErrorCode.InvalidRequest, "'lastEventId' must be the last 'position' that was told of this channel, or the id of its last event.");
    }
}
