using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace PubSub.Redis.Diagnostics;

/// <summary>What the adapter logs: event ids 5000 to 5099. Never a payload, a password or a dedup key.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(5000, LogLevel.Information, "Connected to Redis at {Address}.")]
    public static partial void Connected(ILogger logger, string address);

    [LoggerMessage(5001, LogLevel.Warning, "The {Connection} connection to Redis at {Address} was lost ({Failure}); it is tried again until it is back.")]
    public static partial void ConnectionLost(ILogger logger, string address, ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(5002, LogLevel.Information, "The {Connection} connection to Redis at {Address} is back.")]
    public static partial void ConnectionRestored(ILogger logger, string address, ConnectionType connection);

    [LoggerMessage(5003, LogLevel.Information, "Events may have been lost while Redis was away; open channels are filled from history.")]
    public static partial void ContinuityLost(ILogger logger);

    [LoggerMessage(5004, LogLevel.Warning, "The subscriptions could not be confirmed after a disturbance; trying again in {Delay}.")]
    public static partial void SubscriptionsUnconfirmed(ILogger logger, Exception error, TimeSpan delay);

    [LoggerMessage(5005, LogLevel.Warning, "Skipped a message on the channel '{Channel}' that is no event: {Length} bytes. Something else publishes there, or it was corrupted.")]
    public static partial void MessageSkipped(ILogger logger, string channel, int length);

    [LoggerMessage(5006, LogLevel.Warning, "Skipped the entry {Position} in the history of the channel '{Channel}', which is no event. Something else writes there, or it was corrupted.")]
    public static partial void EntrySkipped(ILogger logger, string channel, string position);

    [LoggerMessage(5007, LogLevel.Warning, "The keys of the start-up check could not be removed; they expire by themselves.")]
    public static partial void CheckNotRemoved(ILogger logger, Exception error);

    [LoggerMessage(5008, LogLevel.Warning, "Redis refuses writes because it is a replica, or answers nothing any more; its address is connected to anew until a primary answers.")]
    public static partial void PrimarySought(ILogger logger);

    [LoggerMessage(5009, LogLevel.Information, "Connected to a Redis that takes writes.")]
    public static partial void PrimaryFound(ILogger logger);

    [LoggerMessage(5010, LogLevel.Debug, "No Redis that takes writes was found; trying again in {Delay}.")]
    public static partial void PrimaryNotFound(ILogger logger, Exception error, TimeSpan delay);

    [LoggerMessage(5011, LogLevel.Information, "The connections to Redis that are there take writes again, and are kept.")]
    public static partial void PrimaryRecovered(ILogger logger);
}
