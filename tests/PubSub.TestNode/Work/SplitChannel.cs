using PubSub.Contracts;

namespace PubSub.TestNode.Work;

/// <summary>A channel whose events are in order for each key only; its cursor is a vector.</summary>
[EventChannel("split", HistoryRetention = "1h", Public = true, Partitions = 4)]
public sealed record SplitChannel : IEventChannel;
