using Microsoft.Extensions.Logging;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What WebSockets log: event ids 4100 to 4199.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(4100, LogLevel.Debug, "WebSocket {Client} begins; {Streams} stream(s) in all.")]
    public static partial void SocketBegan(this ILogger logger, string client, int streams);

    [LoggerMessage(4101, LogLevel.Debug, "WebSocket {Client} ended: {Code}.")]
    public static partial void SocketEnded(this ILogger logger, string client, string code);

    [LoggerMessage(4102, LogLevel.Debug, "A WebSocket broke under a write.")]
    public static partial void SocketBroke(this ILogger logger, Exception error);

    [LoggerMessage(4103, LogLevel.Error, "A WebSocket ended because writing to it failed for another reason than that its peer is gone.")]
    public static partial void SocketFailed(this ILogger logger, Exception error);

    [LoggerMessage(4104, LogLevel.Error, "A message of WebSocket {Client} could not be carried out; the connection is closed.")]
    public static partial void MessageFailed(this ILogger logger, Exception error, string client);

    [LoggerMessage(4105, LogLevel.Warning, "WebSocket {Client} could not leave channel {Channel}; its lease there runs out.")]
    public static partial void LeaveFailed(this ILogger logger, Exception error, string client, string channel);
}
