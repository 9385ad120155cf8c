using System.Globalization;
using PubSub.Redis.Connecting;
using StackExchange.Redis;

namespace PubSub.Redis.Idempotency;

/// <summary>
/// The names of the store's keys. Records are spread over a fixed number of shards; the keys of a shard share a hash tag, so that a script may touch a
/// record and its shard's index together, in a cluster too. All nodes of a system must agree on them.
/// </summary>
internal sealed class IdempotencyKeys
{
    /// <summary>The number of shards: a power of two, so that a byte of a hash names each as often as another.</summary>
    public const int Shards = 64;

    private readonly string[] _shards;

    /// <param name="prefix">What every key begins with.</param>
    public IdempotencyKeys(string prefix)
        : this(prefix, [.. Enumerable.Range(0, Shards).Select(shard => shard.ToString(CultureInfo.InvariantCulture))])
    {
    }

    private IdempotencyKeys(string prefix, string[] shards)
    {
        Prefix = prefix;
        _shards = shards;
    }

    /// <summary>What every key begins with.</summary>
    public string Prefix { get; }

    /// <summary>Each shard's index of the records that ran.</summary>
    public IEnumerable<RedisKey> Ran => _shards.Select(shard => Name(shard, "ran"));

    /// <summary>Keys that are all in one shard, which is nobody else's.</summary>
    /// <param name="prefix">What every key begins with.</param>
    /// <param name="shard">Its name, and no number.</param>
    public static IdempotencyKeys OfOneShard(string prefix, string shard) => new(prefix, [shard]);

    /// <summary>What a script about one record may touch: the record, its shard's index of those that ran, and its shard's last token.</summary>
    public RedisKey[] Of(string key)
    {
        string shard = ShardOf(key);
        return [Name(shard, $"record:{key}"), Name(shard, "ran"), Name(shard, "token")];
    }

    private string ShardOf(string key) => _shards[ShardHash.Of(key, _shards.Length)];

    private RedisKey Name(string shard, string what) => $"{Prefix}{{idempotency:{shard}}}:{what}";
}
