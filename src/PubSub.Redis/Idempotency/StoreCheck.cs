using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Redis.Connecting;
using PubSub.Redis.Starting;
using StackExchange.Redis;

namespace PubSub.Redis.Idempotency;

/// <summary>
/// Takes a record through all that a store does, on keys that nobody has: a command that the user is denied shows when the host starts, and not after the
/// first action has run.
/// </summary>
internal static class StoreCheck
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(10);

    /// <exception cref="BrokerUnavailableException">Redis refused something; the message holds what, and no credentials.</exception>
    public static async Task RunAsync(RedisConnection connection, string prefix, ILogger logger, CancellationToken cancellationToken)
    {
        const string Key = "start-check";
        var names = IdempotencyKeys.OfOneShard(prefix, $"start-check:{Guid.NewGuid():N}");
        var store = new RedisIdempotencyStore(connection, names);
        RedisKey[] keys = names.Of(Key);
        await Trial.RunAsync(connection, () => GoThroughAsync(store, Key, cancellationToken), keys, CommandsOn(keys[0]), logger, cancellationToken);
    }

    private static async Task GoThroughAsync(RedisIdempotencyStore store, string key, CancellationToken cancellationToken)
    {
        IdempotencyClaim claim = await store.ClaimAsync(key, new byte[1], s_lifetime, cancellationToken);
        await store.ReleaseAsync(key, claim.Token, cancellationToken);
        claim = await store.ClaimAsync(key, new byte[1], s_lifetime, cancellationToken);
        await store.RenewAsync(key, claim.Token, s_lifetime, cancellationToken);
        await store.StoreRanAsync(key, claim.Token, new byte[1], s_lifetime, cancellationToken);
        await store.RenewAsync(key, claim.Token, s_lifetime, cancellationToken);
        await store.ReleaseAsync(key, claim.Token, cancellationToken);
        await store.ListAbandonedAsync(1, cancellationToken);
        claim = await store.ClaimAbandonedAsync(key, s_lifetime, cancellationToken);
        await store.MarkDoneAsync(key, claim.Token, new byte[1], s_lifetime, cancellationToken);
        await store.GetDoneAsync(key, cancellationToken);
    }

    private static RedisCommand[] CommandsOn(RedisKey key) =>
    [
        new("TIME"), new("DEL", key), new("GET", key), new("SET", key, "1", "PX", "1000"), new("PEXPIRE", key, "1000"), new("PEXPIREAT", key, "1"), new("DEL", key),
        new("HSET", key, "state", "claimed"), new("HGET", key, "state"), new("HMGET", key, "state"), new("DEL", key), new("ZADD", key, "1", "x"),
        new("ZRANGEBYSCORE", key, "-inf", "1"), new("ZREM", key, "x"),
    ];
}
