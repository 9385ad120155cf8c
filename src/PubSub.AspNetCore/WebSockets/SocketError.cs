namespace PubSub.AspNetCore.WebSockets;

/// <summary>Why a message was not carried out.</summary>
/// <param name="Code">A stable code.</param>
/// <param name="Message">The same for people.</param>
/// <param name="RetryAfter">When the same may succeed; null where it should not simply be said again.</param>
internal readonly record struct SocketError(string Code, string Message, TimeSpan? RetryAfter = null);
