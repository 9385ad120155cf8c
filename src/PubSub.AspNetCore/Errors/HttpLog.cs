using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.AspNetCore.Errors;

/// <summary>What the endpoints log. Event ids 3000 to 3999 are theirs.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(3000, LogLevel.Error, "Request {RequestId} failed unexpectedly.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3001, LogLevel.Debug, "Request {RequestId} was refused: {Status} {Code}.")]
    public static partial void RequestRefused(this ILogger logger, string requestId, int status, string code);

    [LoggerMessage(3002, LogLevel.Debug, "Request {RequestId} ended early: its client is gone.")]
    public static partial void ClientGone(this ILogger logger, string requestId);

    [LoggerMessage(3003, LogLevel.Error, "Request {RequestId} failed after its answer had begun; the connection is cut.")]
    public static partial void AnswerCut(this ILogger logger, Exception exception, string requestId);

    public static void BrokerUnavailable(this ILogger logger, Exception error, string adapter, string requestId) =>
        logger.BrokerUnavailable(BrokerTrouble.TraceOf(error), adapter, requestId, error.Message);

    [LoggerMessage(3005, LogLevel.Warning, "The health check of the {Subject} failed.")]
    public static partial void HealthCheckFailed(this ILogger logger, Exception exception, string subject);

    [LoggerMessage(3006, LogLevel.Warning, "The health check of the {Subject} took longer than {Timeout}.")]
    public static partial void HealthCheckTimedOut(this ILogger logger, string subject, TimeSpan timeout);

    [LoggerMessage(3004, LogLevel.Warning, "The broker behind adapter {Adapter} is unavailable; request {RequestId} is answered 503. {Reason}")]
    private static partial void BrokerUnavailable(this ILogger logger, Exception? error, string adapter, string requestId, string reason);
}
