using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>Somebody said something.</summary>
/// <param name="Text">What was said: 1 to 4,000 characters.</param>
/// <param name="UserId">Who said it: 1 to 64 characters.</param>
[Event("chat:message")]
public sealed record ChatMessage(
    [StringLength(4000, MinimumLength = 1)] string Text,
    [StringLength(64, MinimumLength = 1)] string UserId) : IClientEvent<ChatChannel>;
