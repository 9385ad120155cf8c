using Microsoft.Extensions.Logging;

namespace PubSub.Core.Diagnostics;

/// <summary>What publishing, actions and idempotency log: event ids 1000 to 1999. Never a payload, a token or a client event id.</summary>
internal static partial class PublishLog
{
    [LoggerMessage(1000, LogLevel.Error, "The action of '{EventName}' failed (request {RequestId}).")]
    public static partial void ActionFailed(ILogger logger, Exception error, string eventName, string requestId);

    [LoggerMessage(1001, LogLevel.Warning, "The action of '{EventName}' takes longer than {Limit}; its caller was answered 504 (request {RequestId}).")]
    public static partial void ActionTimedOut(ILogger logger, string eventName, TimeSpan limit, string requestId);

    [LoggerMessage(1002, LogLevel.Information, "The action of '{EventName}' ended after its caller was answered 504, and its outcome counts (request {RequestId}).")]
    public static partial void ActionEndedLate(ILogger logger, string eventName, string requestId);

    [LoggerMessage(1003, LogLevel.Warning, "The action of '{EventName}' came to nothing after its caller was answered 504 (request {RequestId}).")]
    public static partial void ActionFailedLate(ILogger logger, Exception error, string eventName, string requestId);

    [LoggerMessage(1004, LogLevel.Warning, "The host's shutdown ran out of time; {Running} running action(s) were cancelled.")]
    public static partial void ActionsCancelled(ILogger logger, int running);

    [LoggerMessage(1005, LogLevel.Error, "The validation of '{EventName}' failed with an error of its own.")]
    public static partial void ValidatorFailed(ILogger logger, Exception error, string eventName);

    public static void PublishFailed(ILogger logger, Exception error, string eventName) => PublishFailed(logger, BrokerTrouble.TraceOf(error), eventName, error.Message);

    [LoggerMessage(1200, LogLevel.Warning, "A claim could not be renewed; it lapses unless a later attempt succeeds.")]
    public static partial void RenewFailed(ILogger logger, Exception error);

    [LoggerMessage(1201, LogLevel.Warning, "A claim was lost while its holder was at work; what the holder did is not published.")]
    public static partial void ClaimLost(ILogger logger);

    [LoggerMessage(1202, LogLevel.Warning, "A claim could not be given back; it lapses by itself.")]
    public static partial void ReleaseFailed(ILogger logger, Exception error);

    [LoggerMessage(1203, LogLevel.Warning, "An outcome was published but could not be marked as done; a sweep will do so.")]
    public static partial void MarkDoneFailed(ILogger logger, Exception? error);

    [LoggerMessage(1204, LogLevel.Information, "Published what {Count} interrupted request(s) had left.")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(1205, LogLevel.Warning, "Could not publish what interrupted requests had left; the next sweep tries again.")]
    public static partial void SweepFailed(ILogger logger, Exception error);

    [LoggerMessage(1206, LogLevel.Error, "A stored outcome could not be read, and its events are not published.")]
    public static partial void OutcomeUnreadable(ILogger logger);

    [LoggerMessage(1207, LogLevel.Warning, "Which events of an outcome were published could not be stored; a retry publishes them again under the same keys.")]
    public static partial void ProgressLost(ILogger logger, Exception error);

    [LoggerMessage(1208, LogLevel.Warning, "The store of client event ids could not take a step, or refused it; the error says which.")]
    public static partial void StoreFailed(ILogger logger, Exception error);

    [LoggerMessage(1209, LogLevel.Warning, "The store of client event ids did not answer within {Limit}; whether the step took effect is not known.")]
    public static partial void StoreSilent(ILogger logger, TimeSpan limit);

    [LoggerMessage(1100, LogLevel.Warning, "The broker did not take an event '{EventName}': {Reason}")]
    private static partial void PublishFailed(ILogger logger, Exception? error, string eventName, string reason);
}
