using Microsoft.Extensions.Logging;

namespace PubSub.AspNetCore.Streaming;

/// <summary>What streams log: event ids 4000 to 4099.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(4000, LogLevel.Debug, "A stream of {Channels} channel(s) begins; {Streams} in all.")]
    public static partial void StreamBegan(this ILogger logger, int channels, int streams);

    [LoggerMessage(4001, LogLevel.Debug, "A stream ended: {Code}.")]
    public static partial void StreamEnded(this ILogger logger, string code);

    [LoggerMessage(4002, LogLevel.Debug, "A stream broke under a write.")]
    public static partial void StreamBroke(this ILogger logger, Exception error);

    [LoggerMessage(4003, LogLevel.Error, "A stream ended because writing to it failed for another reason than that its peer is gone.")]
    public static partial void StreamFailed(this ILogger logger, Exception error);
}
