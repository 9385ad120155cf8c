using System.Globalization;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.History;

/// <summary>What a request for history asks for.</summary>
/// <param name="Channel">The address.</param>
/// <param name="Since">Where to begin, as it was sent; null for the oldest event that is kept.</param>
/// <param name="Limit">The most events to answer.</param>
internal sealed record HistoryQuery(ChannelName Channel, string? Since, int Limit)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <exception cref="PubSubException">A parameter is unknown, missing, repeated or malformed.</exception>
    public static HistoryQuery Read(HttpRequest request)
    {
        QueryReader query = QueryReader.Read(request, "channel", "since", "limit");
        string address = query.Required("channel");
        if (!ChannelName.TryParse(address, out ChannelName channel, out string? problem)) throw new PubSubException(ErrorCode.InvalidChannel, problem);
        return new HistoryQuery(channel, query.Optional("since"), ReadLimit(query.Optional("limit")));
    }

    /// <summary>Where to begin in each partition of the channel, or in the channel itself where it has none.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidCursor"/>: it is no position of such a channel.</exception>
    public HistoryPosition[] PositionsIn(ChannelDefinition channel)
    {
        var positions = new HistoryPosition[channel.Partitions];
        if (Since is null) return positions;
        if (positions.Length > 1 && StreamCursor.TryRead(Since, positions.Length, out EventId[] ids)) return Array.ConvertAll(ids, HistoryPosition.After);
        Array.Fill(positions, SinceParameter.Parse(Since));
        return positions.Length == 1 || positions[0].Id is null
            ? positions
            : throw new PubSubException(
                ErrorCode.InvalidCursor,
                $"An event id is a position in one partition, and the channel '{channel.Name}' has {channel.Partitions}: 'since' must be a time, or the 'next' of an answer.");
    }

    private static int ReadLimit(string? text)
    {
        if (text is null) return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw new PubSubException(ErrorCode.InvalidRequest, $"'limit' must be a whole number from 1 to {MaxLimit}.");
    }
}
