using PubSub.Contracts;

namespace PubSub.TestNode.Work;

/// <summary>A client sends it, and it is broadcast.</summary>
[Event("split:said")]
public sealed record SplitSaid(string Key, int Number) : IClientEvent<SplitChannel>;
