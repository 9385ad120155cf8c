using PubSub.Contracts;

namespace PubSub.TestSupport.Contracts;

[EventChannel("split", HistoryRetention = "1h", Public = true, Partitions = 4)]
public sealed record SplitChannel : IEventChannel;

/// <summary>A client sends it, and it is broadcast.</summary>
[Event("split:said")]
public sealed record SplitSaid(string Key, int Number) : IClientEvent<SplitChannel>;

/// <summary>What scripts emit.</summary>
[Event("split:noted")]
public sealed record SplitNoted(int Number) : IEvent<SplitChannel>;
