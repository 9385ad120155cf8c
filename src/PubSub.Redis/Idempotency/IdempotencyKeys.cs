using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace PubSub.Redis.Idempotency;

/// <summary>
/// The names of the store's keys. Records are spread over a fixed number of shards; the keys of a shard share a hash tag, so that a script may touch a
/// record and its shard's index together, in a cluster too. All nodes of a system must agree on them.
/// </summary>
/// <param name="prefix">What every key begins with.</param>
internal sealed class IdempotencyKeys(string prefix)
{
    /// <summary>The number of shards: a power of two, so that a byte of a hash names each as often as another.</summary>
    public const int Shards = 64;

    /// <summary>What a script about one record may touch: the record, its shard's index of those that ran, and its shard's last token.</summary>
    public RedisKey[] Of(string key)
    {
        int shard = ShardOf(key);
        return [Name(shard, $"record:{key}"), Name(shard, "ran"), Name(shard, "token")];
    }

    public RedisKey Ran(int shard) => Name(shard, "ran");

    private static int ShardOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return hash[0] % Shards;
    }

    private RedisKey Name(int shard, string what) => $"{prefix}{{idempotency:{shard}}}:{what}";
}
