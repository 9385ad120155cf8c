using System.Text;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.Live;
using PubSub.Redis.Publishing;
using StackExchange.Redis;

namespace PubSub.Redis;

/// <summary>
/// Does once what the adapter is going to do, on a channel that nobody has: what a user is denied, or a server cannot do, shows when the host starts and
/// not with its first event.
/// </summary>
internal static class StartCheck
{
    /// <exception cref="BrokerUnavailableException">Redis refused something; the message holds what, and no credentials.</exception>
    public static async Task RunAsync(RedisConnection connection, RedisPublisher publisher, IEventHistory history, ILogger logger, CancellationToken cancellationToken)
    {
        ChannelName channel = ChannelName.Parse($"-:start-check:{Guid.NewGuid():N}");
        string json = $$"""{"name":"start:check","channel":"{{channel}}","payload":null}""";
        if (!EventBody.TryRead(Encoding.UTF8.GetBytes(json), out EventBody? body)) throw new InvalidOperationException("The event of the start-up check cannot be read.");
        var kept = new PublishOptions(new ChannelRetention(TimeSpan.FromSeconds(10), 1), "kept", TimeSpan.FromSeconds(10));
        var dropped = new PublishOptions(null, "ephemeral", TimeSpan.FromSeconds(10));
        var feed = new LiveFeed(connection, NoSink.Instance, logger);
        try
        {
            await feed.SubscribeAsync(channel, cancellationToken);
            await publisher.PublishAsync(channel, body, kept, cancellationToken);
            await publisher.PublishAsync(channel, body, kept with { DedupKey = null }, cancellationToken);
            await history.GetTopAsync(channel, cancellationToken);
            await history.ReadAfterAsync(channel, HistoryPosition.Oldest, new ReadOptions(1), cancellationToken);
            await publisher.PublishAsync(channel, body, dropped, cancellationToken);
            await publisher.PublishAsync(channel, body, default, cancellationToken);
            await feed.UnsubscribeAsync(channel, cancellationToken);
            await RemoveAsync(connection, channel.Value, cancellationToken);
        }
        catch (BrokerUnavailableException e) when (e.InnerException is RedisServerException refused)
        {
            string error = await FindDeniedAsync(connection, channel.Value) ?? refused.Message;
            throw new BrokerUnavailableException(Explain(connection.Display, error), e);
        }
        finally
        {
            feed.Stop();
        }
    }

    private static async Task RemoveAsync(RedisConnection connection, string channel, CancellationToken cancellationToken)
    {
        RedisKeys keys = connection.Keys;
        RedisKey[] used = [keys.Log(channel), keys.Meta(channel), keys.Dedup(channel, "kept"), keys.Dedup(channel, "ephemeral")];
        await connection.CallAsync(static (redis, gone) => redis.Database.KeyDeleteAsync(gone), used, cancellationToken);
    }

    // Within a script Redis does not say which command is denied: each is tried by itself. What else it refuses here means nothing.
    private static async Task<string?> FindDeniedAsync(RedisConnection connection, string channel)
    {
        RedisKey key = connection.Keys.Dedup(channel, "denied");
        (string Command, object[] Arguments)[] needed =
        [
            ("TIME", []), ("GET", [key]), ("SET", [key, "1", "PX", "1000"]), ("DEL", [key]), ("EXISTS", [key]), ("PTTL", [key]), ("PEXPIRE", [key, "1000"]),
            ("PEXPIREAT", [key, "1"]), ("HMGET", [key, "e"]), ("HSET", [key, "e", "1"]), ("DEL", [key]), ("XADD", [key, "1-1", "b", "1"]), ("XLEN", [key]),
            ("XRANGE", [key, "-", "+"]), ("XREVRANGE", [key, "+", "-"]), ("XTRIM", [key, "MAXLEN", "=", "0"]), ("DEL", [key]),
            ("PUBLISH", [connection.Keys.Live(channel), "denied"]),
        ];
        foreach ((string command, object[] arguments) in needed)
        {
            try
            {
                await connection.CallAsync(static (redis, call) => redis.Database.ExecuteAsync(call.command, call.arguments), (command, arguments), CancellationToken.None);
            }
            catch (BrokerUnavailableException e) when (e.InnerException is RedisServerException { Message: { } error } && error.StartsWith("NOPERM", StringComparison.Ordinal))
            {
                return error;
            }
            catch (BrokerUnavailableException)
            {
                // The next one may tell.
            }
        }

        return null;
    }

    private static string Explain(string display, string error)
    {
        string what = error.Split(' ')[0] switch
        {
            "NOPERM" => "denies its user what PubSub needs. Grant it the commands, keys and channels that docs/redis.md lists",
            "READONLY" => "is a read-only replica. Connect to its primary",
            "OOM" => "is out of memory. Raise maxmemory, or shorten the retention of channels",
            "MISCONF" => "does not take writes, because it cannot save. See its log",
            "WRONGTYPE" => $"holds something else under the names that PubSub uses. Choose another {nameof(RedisOptions.KeyPrefix)}",
            _ => "refused the start-up check",
        };
        return $"Redis at {display} {what} ({error}).";
    }

    private sealed class NoSink : IEventSink
    {
        public static NoSink Instance { get; } = new();

        public void OnEvent(ChannelName channel, ChannelEvent received)
        {
            // Nobody listens to the check.
        }

        public void OnContinuityLost(ChannelName? channel)
        {
            // As above.
        }
    }
}
