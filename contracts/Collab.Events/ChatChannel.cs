using PubSub.Contracts;

namespace Collab.Events;

/// <summary>The conversation in one room. Ephemeral: who is not there misses it.</summary>
/// <param name="RoomId">The room.</param>
[EventChannel("chat:{roomId}")]
public sealed record ChatChannel(string RoomId) : IEventChannel;
