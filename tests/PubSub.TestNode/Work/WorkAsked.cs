using PubSub.Contracts;

namespace PubSub.TestNode.Work;

/// <summary>A client asks for an effect; it is broadcast, and its action emits <see cref="WorkDone"/>.</summary>
[Event("work:asked")]
public sealed record WorkAsked(string Key) : IClientEvent<WorkChannel, WorkAnswer>;
