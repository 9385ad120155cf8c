using PubSub.Contracts;

namespace Collab.Events;

/// <summary>Where everybody's pointer is on one room's board. Ephemeral: only the latest position matters.</summary>
/// <param name="RoomId">The room.</param>
[EventChannel("cursor:{roomId}")]
public sealed record CursorChannel(string RoomId) : IEventChannel;
