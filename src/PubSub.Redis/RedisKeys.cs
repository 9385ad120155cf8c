using PubSub.Contracts;
using StackExchange.Redis;

namespace PubSub.Redis;

/// <summary>
/// The names in Redis. Those of a channel share a hash tag, its address in braces, so that a cluster keeps them on one node; an address has no braces of
/// its own.
/// </summary>
/// <param name="prefix">What all of them begin with.</param>
/// <param name="database">The number of the database: keys are apart by it, pub/sub is not.</param>
internal sealed class RedisKeys(string prefix, int database)
{
    private readonly string _live = database == 0 ? ":live" : $":live:{database}";

    /// <summary>What all of them begin with.</summary>
    public string Prefix => prefix;

    /// <summary>The number of the database.</summary>
    public int Database => database;

    /// <summary>The stream of a channel's events; an entry is named <c>&lt;ms&gt;-&lt;offset&gt;</c> and has one field, <c>b</c>.</summary>
    public RedisKey Log(string channel) => $"{prefix}{{{channel}}}:log";

    /// <summary>The hash of a channel's epoch, last position, last trimmed position and retention.</summary>
    public RedisKey Meta(string channel) => $"{prefix}{{{channel}}}:meta";

    /// <summary>The position that was given under a dedup key.</summary>
    public RedisKey Dedup(string channel, string key) => $"{prefix}{{{channel}}}:dedup:{key}";

    /// <summary>The pub/sub channel of live events.</summary>
    public RedisChannel Live(string channel) => new($"{prefix}{{{channel}}}{_live}", RedisChannel.PatternMode.Literal);

    /// <summary>What is written to see whether a server takes writes.</summary>
    public RedisKey Health { get; } = $"{prefix}{{-:health}}";

    /// <inheritdoc cref="Log(string)"/>
    public RedisKey Log(ChannelName channel) => Log(channel.Value);

    /// <inheritdoc cref="Meta(string)"/>
    public RedisKey Meta(ChannelName channel) => Meta(channel.Value);

    /// <inheritdoc cref="Live(string)"/>
    public RedisChannel Live(ChannelName channel) => Live(channel.Value);
}
