using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>Somebody's pointer left the board.</summary>
/// <param name="UserId">Whose: 1 to 64 characters.</param>
[Event("cursor:blur")]
public sealed record CursorBlur([StringLength(64, MinimumLength = 1)] string UserId) : IClientEvent<CursorChannel>;
