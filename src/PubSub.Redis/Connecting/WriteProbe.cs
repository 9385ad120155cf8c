using PubSub.Core.Adapters;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>
/// A write as a publish makes it, by a script on the primary, to a key of its own that expires after a second: what refuses events refuses this, whether it is
/// a replica, out of memory, or unable to save. In a cluster it asks one of the primaries.
/// </summary>
internal static class WriteProbe
{
    private static readonly RedisScript s_probe = RedisScript.Of("probe.lua");

    /// <summary>Asks the server in use, as every call does.</summary>
    /// <exception cref="BrokerUnavailableException">It cannot be reached, did not answer in time, or refused; the message says what to do.</exception>
    public static Task AskAsync(RedisConnection connection, CancellationToken cancellationToken) =>
        connection.CallAsync(static (redis, _) => RunAsync(redis.Database, redis.Keys), 0, cancellationToken);

    /// <summary>Asks, for a host's health report. Does not throw for a server that is down.</summary>
    public static async ValueTask<AdapterHealth> CheckHealthAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.GetAsync(cancellationToken);
            await AskAsync(connection, cancellationToken);
            return new AdapterHealth(true, $"Redis at {connection.Display} answers and takes writes.");
        }
        catch (BrokerUnavailableException e)
        {
            return new AdapterHealth(false, e.Message);
        }
    }

    /// <summary>Asks once, without a limit of time.</summary>
    public static Task<RedisResult> RunAsync(IDatabase database, RedisKeys keys) => s_probe.RunAsync(database, [keys.Health], []);
}
