using System.Globalization;
using PubSub.Contracts;
using PubSub.Redis.Connecting;
using StackExchange.Redis;

namespace PubSub.Redis.Presence;

/// <summary>
/// The names of the store's keys. Channels are spread over a fixed number of shards; the keys of a shard share a hash tag, so that a script may touch a channel's
/// members and its shard's leases together, in a cluster too. All nodes of a system must agree on them.
/// </summary>
internal sealed class PresenceKeys
{
    /// <summary>The number of shards: each costs a call for every sweep of every node.</summary>
    public const int Shards = 16;

    private readonly string _prefix;
    private readonly string _told;
    private readonly string[] _shards;

    /// <param name="prefix">What every key begins with.</param>
    /// <param name="database">The number of the database: keys are apart by it, pub/sub is not.</param>
    public PresenceKeys(string prefix, int database)
        : this(prefix, database, [.. Enumerable.Range(0, Shards).Select(shard => shard.ToString(CultureInfo.InvariantCulture))])
    {
    }

    private PresenceKeys(string prefix, int database, string[] shards)
    {
        _prefix = prefix;
        _told = database == 0 ? "told" : $"told:{database}";
        _shards = shards;
    }

    /// <summary>The shards.</summary>
    public IReadOnlyList<string> All => _shards;

    /// <summary>Keys that are all in one shard, which is nobody else's.</summary>
    public static PresenceKeys OfOneShard(string prefix, int database, string shard) => new(prefix, database, [shard]);

    /// <summary>The shard that a channel is in.</summary>
    public string ShardOf(ChannelName channel) => _shards[ShardNumberOf(channel)];

    /// <summary>The place of a channel's shard among <see cref="All"/>.</summary>
    public int ShardNumberOf(ChannelName channel) => ShardHash.Of(channel.Value, _shards.Length);

    /// <summary>What a script about one channel may touch: its record, its members, its connections, and its shard's leases.</summary>
    public RedisKey[] Of(ChannelName channel) => [Record(channel), Members(channel), Connections(channel), Leases(ShardOf(channel))];

    /// <summary>The record of a channel.</summary>
    public RedisKey Record(ChannelName channel) => Name(ShardOf(channel), $"record:{channel.Value}");

    /// <summary>The members of a channel.</summary>
    public RedisKey Members(ChannelName channel) => Name(ShardOf(channel), $"members:{channel.Value}");

    /// <summary>The connections of a channel.</summary>
    public RedisKey Connections(ChannelName channel) => Name(ShardOf(channel), $"connections:{channel.Value}");

    /// <summary>A shard's leases by their ends.</summary>
    public RedisKey Leases(string shard) => Name(shard, "leases");

    /// <summary>When a shard was swept last.</summary>
    public RedisKey Swept(string shard) => Name(shard, "swept");

    /// <summary>The pub/sub channel of a channel's changes.</summary>
    public RedisChannel Told(ChannelName channel) => new(Name(ShardOf(channel), $"{_told}:{channel.Value}").ToString(), RedisChannel.PatternMode.Literal);

    /// <summary>A connection among its shard's leases.</summary>
    public static RedisValue Entry(ChannelName channel, string clientId) => $"{channel.Value}\n{clientId}";

    /// <summary>Reads what <see cref="Entry"/> wrote. False for what somebody else has put there.</summary>
    public static bool TryReadEntry(string? entry, out ChannelName channel, out string clientId)
    {
        int end = entry?.IndexOf('\n', StringComparison.Ordinal) ?? -1;
        clientId = end < 0 ? "" : entry![(end + 1)..];
        channel = default;
        return end > 0 && ChannelName.TryParse(entry![..end], out channel);
    }

    private RedisKey Name(string shard, string what) => $"{_prefix}{{presence:{shard}}}:{what}";
}
