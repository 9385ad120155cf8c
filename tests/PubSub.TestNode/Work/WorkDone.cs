using PubSub.Contracts;

namespace PubSub.TestNode.Work;

/// <summary>The effect has happened on a node.</summary>
[Event("work:done")]
public sealed record WorkDone(string Key, string Node) : IEvent<WorkChannel>;
