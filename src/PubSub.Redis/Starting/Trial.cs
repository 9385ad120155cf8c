using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;

namespace PubSub.Redis.Starting;

/// <summary>Steps that are tried when a host starts, and what is said where Redis refuses one.</summary>
internal static class Trial
{
    /// <summary>Goes through the steps and removes what they leave; where one is refused, finds out what is denied.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="steps">What is tried.</param>
    /// <param name="keys">All keys that it may leave. They expire by themselves as well.</param>
    /// <param name="needed">The commands that the steps use, in an order in which each finds what it needs.</param>
    /// <param name="logger">The log.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <exception cref="BrokerUnavailableException">Redis refused something, or was lost; the message says what, and holds no credentials.</exception>
    public static async Task RunAsync(
        RedisConnection connection, Func<Task> steps, RedisKey[] keys, IEnumerable<RedisCommand> needed, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await steps();
            await RemoveAsync(connection, keys, cancellationToken);
        }
        catch (BrokerUnavailableException e) when (e.InnerException is RedisServerException)
        {
            string? denied = await FindDeniedAsync(connection, needed, cancellationToken);
            await TryRemoveAsync(connection, keys, logger, cancellationToken);
            throw denied is null ? e : new BrokerUnavailableException(RedisRefusal.Explain(connection.Display, denied), e);
        }
    }

    // One at a time: in a cluster a call may name only keys of one slot.
    private static async Task RemoveAsync(RedisConnection connection, RedisKey[] keys, CancellationToken cancellationToken)
    {
        foreach (RedisKey key in keys) await connection.CallAsync(static (redis, gone) => redis.Database.KeyDeleteAsync(gone, CommandFlags.DemandMaster), key, cancellationToken);
    }

    private static async Task TryRemoveAsync(RedisConnection connection, RedisKey[] keys, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(connection, keys, cancellationToken);
        }
        catch (BrokerUnavailableException e)
        {
            RedisLog.CheckNotRemoved(logger, e);
        }
    }

    // Within a script Redis does not say which command is denied: each is tried by itself. What else it refuses here means nothing.
    private static async Task<string?> FindDeniedAsync(RedisConnection connection, IEnumerable<RedisCommand> needed, CancellationToken cancellationToken)
    {
        foreach (RedisCommand command in needed)
        {
            try
            {
                await connection.CallAsync(
                    static (redis, tried) => redis.Database.ExecuteAsync(tried.Name, tried.Arguments, CommandFlags.DemandMaster), command, cancellationToken);
            }
            catch (BrokerUnavailableException e) when (e.InnerException is RedisServerException refused)
            {
                if (RedisRefusal.CodeOf(refused.Message) == "NOPERM") return refused.Message;
            }
        }

        return null;
    }
}
