using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Redis.Connecting;
using StackExchange.Redis;

namespace PubSub.Redis.Idempotency;

/// <summary>
/// Claims and outcomes in Redis, for all nodes that share it. Every step is one script, and leases go by the server's clock, so a node that was frozen or
/// whose clock is wrong neither keeps a claim nor takes one before its time. Records leave by themselves: claims with their leases, outcomes with their
/// retention. Every call is bounded; one that Redis does not answer throws <see cref="BrokerUnavailableException"/>. Thread-safe.
/// </summary>
internal sealed class RedisIdempotencyStore(RedisConnection connection, RedisOptions options) : IIdempotencyStore
{
    private static readonly RedisScript s_claim = RedisScript.Of("record.lua", "record-claim.lua");
    private static readonly RedisScript s_renew = RedisScript.Of("record.lua", "record-renew.lua");
    private static readonly RedisScript s_store = RedisScript.Of("record.lua", "record-store.lua");
    private static readonly RedisScript s_release = RedisScript.Of("record.lua", "record-release.lua");
    private static readonly RedisScript s_abandoned = RedisScript.Of("record-abandoned.lua");

    private readonly IdempotencyKeys _keys = new(options.KeyPrefix);

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> payloadHash, TimeSpan lease, CancellationToken cancellationToken) =>
        ClaimOf(await RunAsync(s_claim, key, [Milliseconds(lease), key, "any", payloadHash.ToArray()], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAbandonedAsync(string key, TimeSpan lease, CancellationToken cancellationToken) =>
        ClaimOf(await RunAsync(s_claim, key, [Milliseconds(lease), key, "abandoned", ""], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(string key, long token, TimeSpan lease, CancellationToken cancellationToken) =>
        IsYes(await RunAsync(s_renew, key, [token, key, Milliseconds(lease)], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> StoreRanAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken) =>
        IsYes(await RunAsync(s_store, key, [token, key, "ran", outcome.ToArray(), Milliseconds(retention)], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> MarkDoneAsync(string key, long token, ReadOnlyMemory<byte> outcome, TimeSpan retention, CancellationToken cancellationToken) =>
        IsYes(await RunAsync(s_store, key, [token, key, "done", outcome.ToArray(), Milliseconds(retention)], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, long token, CancellationToken cancellationToken) =>
        IsYes(await RunAsync(s_release, key, [token, key], cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetDoneAsync(string key, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        RedisValue[] found = await connection.CallAsync(
            static (redis, record) => redis.Database.HashGetAsync(record, ["state", "outcome"], CommandFlags.DemandMaster), _keys.Of(key)[0], cancellationToken);
        return found[0] == "done" ? (byte[]?)found[1] : default(ReadOnlyMemory<byte>?);
    }

    /// <inheritdoc/>
    /// <remarks>A record that ran and has expired since may still be listed; claiming it finds it missing, and takes it off the list.</remarks>
    public async ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        // Sent without waiting for each other's answers.
        var shards = new Task<RedisResult>[IdempotencyKeys.Shards];
        for (int shard = 0; shard < shards.Length; shard++) shards[shard] = connection.RunAsync(s_abandoned, [_keys.Ran(shard)], [limit], cancellationToken);
        var found = new List<(string Key, double LeaseEnds)>();
        foreach (RedisResult answer in await Task.WhenAll(shards))
        {
            var entries = (RedisResult[])answer!;
            for (int i = 0; i + 1 < entries.Length; i += 2) found.Add(((string)entries[i]!, (double)entries[i + 1]));
        }

        return [.. found.OrderBy(entry => entry.LeaseEnds).Take(limit).Select(entry => entry.Key)];
    }

    private async ValueTask<RedisResult> RunAsync(RedisScript script, string key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        return await connection.RunAsync(script, _keys.Of(key), arguments, cancellationToken);
    }

    private static IdempotencyClaim ClaimOf(RedisResult answer)
    {
        var parts = (RedisResult[])answer!;
        return (string)parts[0]! switch
        {
            "acquired" => new IdempotencyClaim(IdempotencyClaimStatus.Acquired, (long)parts[1]),
            "ran" => new IdempotencyClaim(IdempotencyClaimStatus.Ran, (long)parts[1], (byte[]?)parts[2]),
            "done" => new IdempotencyClaim(IdempotencyClaimStatus.Done, Outcome: (byte[]?)parts[2]),
            "running" => new IdempotencyClaim(IdempotencyClaimStatus.InProgress, RetryAfter: TimeSpan.FromMilliseconds((long)parts[3])),
            "mismatch" => new IdempotencyClaim(IdempotencyClaimStatus.Mismatch),
            _ => new IdempotencyClaim(IdempotencyClaimStatus.Missing),
        };
    }

    private static bool IsYes(RedisResult answer) => (long)answer == 1;

    // Rounded up: the server must not take a lease for over that its holder still counts on.
    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
}
