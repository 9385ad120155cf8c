using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Presence;
using PubSub.Redis.Connecting;
using PubSub.Redis.Starting;
using StackExchange.Redis;

namespace PubSub.Redis.Presence;

/// <summary>
/// Takes a member through all that a store does, on keys that nobody has: a command that the user is denied shows when the host starts, and not when the first
/// member joins.
/// </summary>
internal static class PresenceCheck
{
    private static readonly PresenceTerms s_terms = new(TimeSpan.FromMilliseconds(1), 100, 1);

    /// <exception cref="BrokerUnavailableException">Redis refused something; the message holds what, and no credentials.</exception>
    public static async Task RunAsync(RedisConnection connection, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var names = PresenceKeys.OfOneShard(connection.Keys.Prefix, connection.Keys.Database, $"start-check:{Guid.NewGuid():N}");
        using var store = new RedisPresenceStore(connection, names, time, NullLogger<RedisPresenceStore>.Instance);
        var member = new PresenceConnection(ChannelName.Parse("start-check"), "m", "c");
        RedisKey[] keys = [.. names.Of(member.Channel), names.Swept(names.All[0])];
        await Trial.RunAsync(connection, () => GoThroughAsync(store, member, cancellationToken), keys, CommandsOn(keys[0]), logger, cancellationToken);
    }

    private static async Task GoThroughAsync(RedisPresenceStore store, PresenceConnection member, CancellationToken cancellationToken)
    {
        await store.JoinAsync(member, PresenceInfo.Empty, null, s_terms, cancellationToken);
        await store.BeatAsync([member], s_terms.Lease, cancellationToken);
        await store.UpdateAsync(member, PresenceInfo.Empty, s_terms, cancellationToken);
        await store.GetAsync(member.Channel, cancellationToken);
        await store.CountAsync(member.Channel, cancellationToken);
        await store.GetPositionsAsync([member.Channel], cancellationToken);
        await store.SweepAsync(new PresenceSweep(s_terms.Lease, s_terms.Lease, 1), cancellationToken);
        await store.LeaveAsync(member, cancellationToken);
    }

    private static RedisCommand[] CommandsOn(RedisKey key) =>
    [
        new("TIME"), new("DEL", key), new("HSET", key, "e", "1"), new("HGET", key, "e"), new("HMGET", key, "e"), new("HGETALL", key), new("HVALS", key), new("HEXISTS", key, "e"), new("HLEN", key),
        new("PEXPIRE", key, "1000"), new("PERSIST", key), new("HDEL", key, "e"), new("DEL", key), new("ZADD", key, "1", "x"), new("ZSCORE", key, "x"),
        new("ZRANGEBYSCORE", key, "-inf", "1"), new("ZREM", key, "x"), new("DEL", key),
    ];
}
