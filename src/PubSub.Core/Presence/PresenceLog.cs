using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Presence;

/// <summary>What presence logs: event ids 2500 to 2599. Never what a member tells about itself.</summary>
internal static partial class PresenceLog
{
    public static void BeatFailed(ILogger logger, Exception error) => BeatFailed(logger, BrokerTrouble.TraceOf(error), error.Message);

    public static void SweepFailed(ILogger logger, Exception error) => SweepFailed(logger, BrokerTrouble.TraceOf(error), error.Message);

    public static void CallFailed(ILogger logger, Exception error) => CallFailed(logger, BrokerTrouble.TraceOf(error), error.Message);

    [LoggerMessage(2503, LogLevel.Information, "{Connections} connection(s) of members who were gone have lapsed and were removed.")]
    public static partial void Swept(ILogger logger, int connections);

    [LoggerMessage(2504, LogLevel.Warning, "The presence store had lost {Connections} connection(s) of this node; they have joined again.")]
    public static partial void JoinedAgain(ILogger logger, int connections);

    [LoggerMessage(2507, LogLevel.Warning, "{Calls} further call(s) of the presence store failed since the last one that was told.")]
    public static partial void CallsFailed(ILogger logger, int calls);

    [LoggerMessage(2505, LogLevel.Error, "The selector of what members of channel {Channel} tell about themselves failed; the join was refused.")]
    public static partial void SelectorFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(2501, LogLevel.Warning, "The leases of members could not be renewed; the next heartbeat tries again. {Reason}")]
    private static partial void BeatFailed(ILogger logger, Exception? error, string reason);

    [LoggerMessage(2502, LogLevel.Warning, "Lapsed members could not be removed; the next heartbeat tries again. {Reason}")]
    private static partial void SweepFailed(ILogger logger, Exception? error, string reason);

    [LoggerMessage(2506, LogLevel.Warning, "The presence store could not take a step. {Reason}")]
    private static partial void CallFailed(ILogger logger, Exception? error, string reason);
}
