using Microsoft.Extensions.Logging;
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
/// <param name="connection">Shared with others of this node, and not disposed of here.</param>
/// <param name="keys">The names of its keys.</param>
/// <param name="isSharedWithAdapter">Whether the events are carried by the same Redis, so that its health has been told.</param>
internal sealed class RedisIdempotencyStore(RedisConnection connection, IdempotencyKeys keys, bool isSharedWithAdapter = false) : IIdempotencyStore
{
    private static readonly RedisScript s_claim = RedisScript.Of("record.lua", "record-claim.lua");
    private static readonly RedisScript s_renew = RedisScript.Of("record.lua", "record-renew.lua");
    private static readonly RedisScript s_store = RedisScript.Of("record.lua", "record-store.lua");
    private static readonly RedisScript s_release = RedisScript.Of("record.lua", "record-release.lua");
    private static readonly RedisScript s_abandoned = RedisScript.Of("record-abandoned.lua");

    /// <summary>Connects, and tries what the store is going to do.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be used; the message says why and what to do.</exception>
    public async Task CheckAsync(ILogger logger, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        await StoreCheck.RunAsync(connection, keys.Prefix, logger, cancellationToken);
    }

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
            static (redis, record) => redis.Database.HashGetAsync(record, ["state", "outcome"], CommandFlags.DemandMaster), keys.Of(key)[0], cancellationToken);
        return found[0] == "done" ? (byte[]?)found[1] : default(ReadOnlyMemory<byte>?);
    }

    /// <inheritdoc/>
    /// <remarks>A record that ran and has expired since may still be listed; claiming it finds it missing, and takes it off the list.</remarks>
    public async ValueTask<IReadOnlyList<string>> ListAbandonedAsync(int limit, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        // Sent without waiting for each other's answers.
        Task<RedisResult>[] shards = [.. keys.Ran.Select(ran => connection.RunAsync(s_abandoned, [ran], [limit], cancellationToken))];
        var found = new List<(string Key, double LeaseEnds)>();
        foreach (RedisResult answer in await Task.WhenAll(shards))
        {
            var entries = (RedisResult[])answer!;
            for (int i = 0; i + 1 < entries.Length; i += 2) found.Add(((string)entries[i]!, (double)entries[i + 1]));
        }

        return [.. found.OrderBy(entry => entry.LeaseEnds).Take(limit).Select(entry => entry.Key)];
    }

    /// <inheritdoc/>
    public async ValueTask<AdapterHealth?> CheckHealthAsync(CancellationToken cancellationToken) =>
        isSharedWithAdapter ? null : await WriteProbe.CheckHealthAsync(connection, cancellationToken);

    private async ValueTask<RedisResult> RunAsync(RedisScript script, string key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        await connection.GetAsync(cancellationToken);
        return await connection.RunAsync(script, keys.Of(key), arguments, cancellationToken);
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
