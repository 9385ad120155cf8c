using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>Somebody's pointer moved.</summary>
/// <param name="UserId">Whose: 1 to 64 characters.</param>
/// <param name="X">Distance from the board's left edge, in board units.</param>
/// <param name="Y">Distance from the board's top edge, in board units.</param>
[Event("cursor:move")]
public sealed record CursorMove([StringLength(64, MinimumLength = 1)] string UserId, double X, double Y) : IClientEvent<CursorChannel>;
