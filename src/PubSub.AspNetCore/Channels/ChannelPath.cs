using Microsoft.AspNetCore.Http;
using PubSub.Core.Validation;

namespace PubSub.AspNetCore.Channels;

/// <summary>The paths below <see cref="PubSubHttpOptions.ChannelsPath"/>, each with a channel as one segment.</summary>
internal static class ChannelPath
{
    private const string RouteValue = "channel";

    private const string Data = "$.data";

    /// <summary>What is below the path of the channels for one operation.</summary>
    public static string Of(string channelsPath, string operation) => $"{channelsPath}/{{{RouteValue}}}/{operation}";

    /// <summary>The channel's name or address: what stands in the path, decoded once.</summary>
    public static string ChannelOf(HttpRequest request) => (string)request.RouteValues[RouteValue]!;

    /// <summary>What is wrong where, with the payload called what it is called in a request to one channel.</summary>
    public static IReadOnlyDictionary<string, string[]> AsData(IReadOnlyDictionary<string, string[]> errors) =>
        errors.ToDictionary(e => IsInPayload(e.Key) ? Data + e.Key[PayloadReader.Root.Length..] : e.Key, e => e.Value, StringComparer.Ordinal);

    private static bool IsInPayload(string path) =>
        path.StartsWith(PayloadReader.Root, StringComparison.Ordinal) && (path.Length == PayloadReader.Root.Length || path[PayloadReader.Root.Length] is '.' or '[');
}
