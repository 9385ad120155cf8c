using PubSub.Contracts;

namespace PubSub.Testing;

/// <summary>An event that an action emitted on a <see cref="FakeActionContext"/>. Compared by value where the records are.</summary>
/// <param name="Payload">The event's record.</param>
/// <param name="Channel">The channel's record, or null where the channel has no parameters.</param>
/// <param name="Meta">What the action gave with it, such as a partition key; null for nothing.</param>
public sealed record EmittedEvent(object Payload, IEventChannel? Channel = null, EventMeta? Meta = null);
