using System.Text.Json;

namespace PubSub.Contracts;

/// <summary>An event as subscribers see it.</summary>
/// <typeparam name="TPayload">The event's record, or <see cref="JsonElement"/> where it is not known.</typeparam>
/// <param name="Id">The event's identity and position.</param>
/// <param name="Name">The event's canonical name.</param>
/// <param name="Channel">The address of the channel.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Timestamp">When the event was ordered: the milliseconds of <paramref name="Id"/>, in UTC.</param>
/// <param name="Meta">What travels with the event beside its payload.</param>
public sealed record EventEnvelope<TPayload>(
    EventId Id,
    string Name,
    string Channel,
    TPayload Payload,
    DateTimeOffset Timestamp,
    EventMeta? Meta = null);
