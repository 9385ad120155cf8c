using PubSub.Contracts;

namespace PubSub.Core.Publishing;

/// <summary>A request object that is well formed; its names are not looked up yet.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Payload">Where the payload stands in the body.</param>
/// <param name="Channel">The address as it was sent, or null.</param>
/// <param name="ClientEventId">The id that the client gave, in the body or in the header, or null.</param>
/// <param name="Meta">What the client may set of the event's meta, or null.</param>
/// <param name="Parameters">Where the channel's parameters stand in the body; empty where they do not.</param>
internal readonly record struct ParsedRequest(string Name, Range Payload, string? Channel, string? ClientEventId, EventMeta? Meta, Range Parameters = default);
