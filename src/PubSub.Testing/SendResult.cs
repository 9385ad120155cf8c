using PubSub.Contracts;

namespace PubSub.Testing;

/// <summary>What the sender of an event is answered.</summary>
/// <param name="Replayed">True where the outcome was stored before under the same client event id, and nothing ran.</param>
/// <param name="Events">What was published: the sent event first where it is broadcast, then what the action emitted; payloads as the events' records.</param>
public record SendResult(bool Replayed, IReadOnlyList<EventEnvelope<object>> Events);

/// <summary>What the sender of an event with a result is answered.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="Replayed">True where the outcome was stored before under the same client event id, and nothing ran.</param>
/// <param name="Events">What was published: the sent event first where it is broadcast, then what the action emitted; payloads as the events' records.</param>
/// <param name="Result">What the action answered.</param>
public sealed record SendResult<TResult>(bool Replayed, IReadOnlyList<EventEnvelope<object>> Events, TResult Result) : SendResult(Replayed, Events);
