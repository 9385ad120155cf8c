using System.Text;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.Streaming;

/// <summary>Reads what a request for a stream asks for.</summary>
internal sealed class StreamQuery(EventCatalog catalog, ChannelResolver resolver)
{
    /// <summary>The most channels of one stream, a channel with partitions counted as that many.</summary>
    public const int MaxChannels = 64;

    private const int MaxEvents = 256;

    /// <summary>Reads a request for a stream of the channels that its query names.</summary>
    /// <returns>What the stream is made of, in the order of its cursor's entries: each channel of the request, or each partition of it.</returns>
    /// <param name="request">The request.</param>
    /// <param name="ticket">The ticket that stands in for the caller's credential, or null.</param>
    /// <exception cref="PubSubException">A parameter is unknown, missing, repeated or malformed, or names what does not exist.</exception>
    public IReadOnlyList<SubscribeRequest> Read(HttpRequest request, out string? ticket)
    {
        QueryReader query = QueryReader.Read(request, "channel", "event", "where", "since", "lastEventId", "ticket");
        ticket = query.Optional("ticket");
        return Read(request, query, ReadChannels(query.All("channel")));
    }

    /// <summary>Reads a request for a stream of one channel.</summary>
    /// <returns>The channel, or each partition of it.</returns>
    /// <param name="request">The request.</param>
    /// <param name="channel">The channel, by name with the query's <c>params</c>, or by address.</param>
    /// <param name="ticket">The ticket that stands in for the caller's credential, or null.</param>
    /// <param name="tellsMembers">Whether the stream is to tell who is in the channel.</param>
    /// <exception cref="PubSubException">A parameter is unknown, repeated or malformed, or the channel does not exist.</exception>
    public IReadOnlyList<SubscribeRequest> Read(HttpRequest request, string channel, out string? ticket, out bool tellsMembers)
    {
        QueryReader query = QueryReader.Read(request, "params", "event", "where", "since", "lastEventId", "ticket", "presence");
        ticket = query.Optional("ticket");
        tellsMembers = query.Flag("presence") ?? false;
        (ChannelDefinition definition, ChannelName address) = resolver.Resolve(channel, Encoding.UTF8.GetBytes(query.Optional("params") ?? ""));
        return Read(request, query, Array.ConvertAll(ChannelPartition.AddressesOf(address, definition), carried => (carried, definition)));
    }

    private SubscribeRequest[] Read(HttpRequest request, QueryReader query, (ChannelName Address, ChannelDefinition Definition)[] channels)
    {
        EventFilter? filter = ReadFilter(query, channels);
        SubscribeFrom[] from = ReadCursor(request, query, channels);
        var requests = new SubscribeRequest[channels.Length];
        for (int i = 0; i < channels.Length; i++) requests[i] = new SubscribeRequest(channels[i].Address, channels[i].Definition, from[i], filter);
        return requests;
    }

    private (ChannelName Address, ChannelDefinition Definition)[] ReadChannels(IReadOnlyList<string> addresses)
    {
        if (addresses.Count is 0 or > MaxChannels)
            throw new PubSubException(ErrorCode.InvalidRequest, $"A stream has from 1 to {MaxChannels} channels, each given as 'channel'.");
        var channels = new List<(ChannelName Address, ChannelDefinition)>(addresses.Count);
        HashSet<ChannelName>? seen = addresses.Count > 1 ? [] : null;
        foreach (string text in addresses)
        {
            if (!ChannelName.TryParse(text, out ChannelName address, out string? problem)) throw new PubSubException(ErrorCode.InvalidChannel, problem);
            if (seen is not null && !seen.Add(address)) throw new PubSubException(ErrorCode.InvalidRequest, "A stream has each channel once.");
            if (!catalog.TryGetChannel(address, out ChannelDefinition? definition))
                throw new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this address.");
            foreach (ChannelName carried in ChannelPartition.AddressesOf(address, definition)) channels.Add((carried, definition));
        }

        return channels.Count <= MaxChannels
            ? [.. channels]
            : throw new PubSubException(
                ErrorCode.InvalidRequest, $"The stream's channels have {channels.Count} partitions together; it may have {MaxChannels}. Open several streams.");
    }

    private EventFilter? ReadFilter(QueryReader query, (ChannelName Address, ChannelDefinition Definition)[] channels)
    {
        IReadOnlyList<string> events = query.All("event");
        if (events.Count > MaxEvents) throw new PubSubException(ErrorCode.InvalidRequest, $"A stream names at most {MaxEvents} events.");
        foreach (string name in events)
        {
            if (Array.Exists(channels, c => catalog.TryGetEvent(c.Definition, name, out _))) continue;
            // It would never match, and a stream that stays silent by mistake is hard to see.
            throw catalog.Events.Any(e => e.Name == name)
                ? new PubSubException(ErrorCode.InvalidRequest, $"The event '{name}' belongs to none of the stream's channels.")
                : new PubSubException(ErrorCode.UnknownEvent, "No event of the catalogue has a name that 'event' gives.");
        }

        return EventFilter.Create(events, query.All("where"));
    }

    // The header first: it is what a browser sends when it reconnects to the address that it was given.
    private static SubscribeFrom[] ReadCursor(HttpRequest request, QueryReader query, (ChannelName Address, ChannelDefinition Definition)[] channels)
    {
        string? inQuery = query.Optional("lastEventId");
        string? since = query.Optional("since");
        string header = request.Headers["Last-Event-ID"].ToString();
        if (header.Length > 0)
        {
            // An answer other than 200 would end a browser's stream for good: a bad cursor is told as a gap.
            if (StreamCursor.TryRead(header, channels.Length, out EventId[] positions)) return Array.ConvertAll(positions, SubscribeFrom.After);
            var unknown = new SubscribeFrom[channels.Length];
            Array.Fill(unknown, SubscribeFrom.Unknown);
            return unknown;
        }

        if (!string.IsNullOrEmpty(inQuery))
        {
            return StreamCursor.TryRead(inQuery, channels.Length, out EventId[] positions)
                ? Array.ConvertAll(positions, SubscribeFrom.After)
                : throw new PubSubException(
                    ErrorCode.InvalidCursor,
                    "'lastEventId' must be what the last 'id:' line of a stream of the same channels carried.");
        }

        var begin = new SubscribeFrom[channels.Length];
        if (since is not null) Array.Fill(begin, ReadSince(since, channels));
        return begin;
    }

    private static SubscribeFrom ReadSince(string since, (ChannelName Address, ChannelDefinition Definition)[] channels)
    {
        HistoryPosition position = SinceParameter.Parse(since);
        if (Array.Find(channels, c => c.Definition.Retention is null).Definition is { } ephemeral)
            throw new PubSubException(ErrorCode.HistoryDisabled, $"The channel '{ephemeral.Name}' keeps no history, so a stream of it cannot begin in the past.");
        if (position.Id is not { } id) return SubscribeFrom.AfterTime(DateTimeOffset.FromUnixTimeMilliseconds(position.UnixMilliseconds!.Value));
        if (channels.Length == 1) return SubscribeFrom.After(id);
        throw new PubSubException(
            ErrorCode.InvalidCursor,
            Array.Find(channels, c => c.Definition.Partitions > 1).Definition is { } divided
                ? $"An event id is a position in one partition, and the channel '{divided.Name}' has {divided.Partitions}: give a time, or resume by 'lastEventId'."
                : "An event id is a position in one channel: give a time, or one channel.");
    }
}
