using Microsoft.Extensions.Logging;

namespace PubSub.Core.Access;

/// <summary>What access rules log: event ids 1300 to 1399. Never an address, a claim or a payload, but for what a handler of the host says.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(1300, LogLevel.Error, "An access rule failed, which denies ({Operation} on '{Channel}').")]
    public static partial void RuleFailed(ILogger logger, Exception error, AccessOperation operation, string channel);

    [LoggerMessage(1301, LogLevel.Error, "An access rule took longer than {Limit}, which denies ({Operation} on '{Channel}').")]
    public static partial void RuleTimedOut(ILogger logger, AccessOperation operation, string channel, TimeSpan limit);

    [LoggerMessage(1303, LogLevel.Debug, "The policy '{Policy}' denied, and gave a reason: {Reason}")]
    public static partial void PolicyDenied(ILogger logger, string policy, string reason);

    [LoggerMessage(1302, LogLevel.Error, "A caller's tenants could not be told, so it belongs to none.")]
    public static partial void TenantsUnknown(ILogger logger, Exception error);
}
