using System.Globalization;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.History;

/// <summary>What a request for history asks for.</summary>
/// <param name="Channel">The address.</param>
/// <param name="Since">Where to begin; the oldest event that is kept where the query does not say.</param>
/// <param name="Limit">The most events to answer.</param>
internal sealed record HistoryQuery(ChannelName Channel, HistoryPosition Since, int Limit)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <exception cref="PubSubException">A parameter is unknown, missing, repeated or malformed.</exception>
    public static HistoryQuery Read(HttpRequest request)
    {
        QueryReader query = QueryReader.Read(request, "channel", "since", "limit");
        string address = query.Required("channel");
        if (!ChannelName.TryParse(address, out ChannelName channel, out string? problem)) throw new PubSubException(ErrorCode.InvalidChannel, problem);
        HistoryPosition since = query.Optional("since") is { } text ? SinceParameter.Parse(text) : HistoryPosition.Oldest;
        return new HistoryQuery(channel, since, ReadLimit(query.Optional("limit")));
    }

    private static int ReadLimit(string? text)
    {
        if (text is null) return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw new PubSubException(ErrorCode.InvalidRequest, $"'limit' must be a whole number from 1 to {MaxLimit}.");
    }
}
