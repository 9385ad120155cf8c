using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>Somebody began or stopped typing.</summary>
/// <param name="UserId">Who: 1 to 64 characters.</param>
/// <param name="IsTyping">True from the first key, false after a pause or when the message is sent.</param>
[Event("chat:typing")]
public sealed record ChatTyping([StringLength(64, MinimumLength = 1)] string UserId, bool IsTyping) : IClientEvent<ChatChannel>;
