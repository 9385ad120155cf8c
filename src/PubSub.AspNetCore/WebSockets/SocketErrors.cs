using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What <c>error</c> messages say: the nine codes of the protocol, and those of HTTP where it has none.</summary>
internal static class SocketErrors
{
    public static SocketError Binary { get; } = new(ErrorCode.InvalidRequest, "Messages are JSON texts; this one is binary.");

    public static SocketError MessageTooBig { get; } = new(ErrorCode.PayloadTooLarge, "The message is longer than the server's limit.");

    public static SocketError NotJson { get; } = new(ErrorCode.InvalidJson, "The message is not a JSON object, names a member twice, is nested too deeply, or has a name with an escaped surrogate without its pair.");

    public static SocketError TooManyMessages { get; } = new(ErrorCode.RateLimited, "Too many messages a second; this one was not carried out. Send it again later.");

    public static SocketError TooManyJoins { get; } = new(ErrorCode.RateLimited, "Too many joins a second. Join again later.");

    /// <summary>The error for a refusal that HTTP would answer as a problem document.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="failed">The protocol's code for an operation that failed for the server's reasons; null where it has none.</param>
    public static SocketError Of(PubSubException refusal, string? failed) => new(
        refusal.Code switch
        {
            ErrorCode.Unauthenticated or ErrorCode.Forbidden => ErrorCode.Forbidden,
            ErrorCode.InvalidChannel or ErrorCode.InvalidRequest or ErrorCode.InvalidCursor => ErrorCode.InvalidRequest,
            ErrorCode.UnknownChannel => ErrorCode.NotFound,
            ErrorCode.BrokerUnavailable or ErrorCode.InternalError => failed ?? refusal.Code,
            _ => refusal.Code,
        },
        refusal.Message);
}
