using System.Text;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.Live;
using PubSub.Redis.Publishing;
using StackExchange.Redis;

namespace PubSub.Redis.Starting;

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
        RedisKeys keys = connection.Keys;
        RedisKey[] used = [keys.Log(channel), keys.Meta(channel), keys.Dedup(channel.Value, "kept"), keys.Dedup(channel.Value, "ephemeral")];
        // Nobody listens to the check.
        var feed = new LiveFeed(connection, keys.Live, static (_, _) => { });
        try
        {
            await Trial.RunAsync(
                connection,
                async () =>
                {
                    await feed.SubscribeAsync(channel, cancellationToken);
                    await publisher.PublishAsync(channel, body, kept, cancellationToken);
                    await publisher.PublishAsync(channel, body, kept with { DedupKey = null }, cancellationToken);
                    await history.GetTopAsync(channel, cancellationToken);
                    await history.ReadAfterAsync(channel, HistoryPosition.Oldest, new ReadOptions(1), cancellationToken);
                    await publisher.PublishAsync(channel, body, dropped, cancellationToken);
                    await publisher.PublishAsync(channel, body, default, cancellationToken);
                    await feed.UnsubscribeAsync(channel, cancellationToken);
                },
                used,
                CommandsOn(keys, channel.Value),
                logger,
                cancellationToken);
        }
        finally
        {
            feed.Stop();
        }
    }

    private static RedisCommand[] CommandsOn(RedisKeys keys, string channel)
    {
        RedisKey key = keys.Dedup(channel, "denied");
        return
        [
            new("TIME"), new("GET", key), new("SET", key, "1", "PX", "1000"), new("DEL", key), new("EXISTS", key), new("PTTL", key), new("PEXPIRE", key, "1000"),
            new("PEXPIREAT", key, "1"), new("HMGET", key, "e"), new("HSET", key, "e", "1"), new("DEL", key), new("XADD", key, "1-1", "b", "1"), new("XLEN", key),
            new("XRANGE", key, "-", "+"), new("XREVRANGE", key, "+", "-"), new("XINFO", "STREAM", key), new("XTRIM", key, "MAXLEN", "=", "0"), new("DEL", key),
            new("PUBLISH", keys.Live(channel), "denied"),
        ];
    }
}
