using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>Four partitions, of which each keeps its last ten events.</summary>
[EventChannel("split", HistoryLimit = 10, Partitions = 4)]
public sealed record SplitChannel : IEventChannel;

[Event("split:said")]
public sealed record SplitSaid(string Key, int Number) : IClientEvent<SplitChannel>;

/// <summary>Many addresses of four partitions each, which keep nothing.</summary>
[EventChannel("shards:{name}", Partitions = 4)]
public sealed record ShardsChannel(string Name) : IEventChannel;

[Event("shards:ticked")]
public sealed record ShardsTicked(int Number) : IClientEvent<ShardsChannel>;
