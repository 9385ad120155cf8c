using PubSub.AspNetCore.Errors;
using PubSub.Contracts;
using PubSub.Core;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What <c>error</c> messages say: the nine codes of the protocol, and those of HTTP where it has none.</summary>
internal static class SocketErrors
{
    // Within a second, what is given for a second has come.
    private static readonly TimeSpan s_allowance = TimeSpan.FromSeconds(1);

    public static SocketError Binary { get; } = new(ErrorCode.InvalidRequest, "Messages are JSON texts; this one is binary.");

    public static SocketError MessageTooBig { get; } = new(ErrorCode.PayloadTooLarge, "The message is longer than the server's limit.");

    public static SocketError NotJson { get; } = new(ErrorCode.InvalidJson, "The message is not a JSON object, names a member twice, is nested too deeply, or has a name with an escaped surrogate without its pair.");

    public static SocketError TooManyMessages { get; } = new(ErrorCode.RateLimited, "Too many messages a second; this one was not carried out. Send it again later.", s_allowance);

    public static SocketError TooManyJoins { get; } = new(ErrorCode.RateLimited, "Too many joins a second. Join again later.", s_allowance);

    /// <summary>The error for a refusal that HTTP would answer as a problem document.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="failed">The protocol's code for an operation that failed for the server's reasons; null where it has none.</param>
    /// <param name="retryAfter">When to try again where the refusal does not know better, and HTTP would say so.</param>
    public static SocketError Of(PubSubException refusal, string? failed, TimeSpan retryAfter)
    {
        string code = refusal.Code switch
        {
            ErrorCode.Unauthenticated or ErrorCode.Forbidden => ErrorCode.Forbidden,
            ErrorCode.InvalidChannel or ErrorCode.InvalidRequest or ErrorCode.InvalidCursor => ErrorCode.InvalidRequest,
            ErrorCode.UnknownChannel => ErrorCode.NotFound,
            ErrorCode.BrokerUnavailable or ErrorCode.InternalError => failed ?? refusal.Code,
            _ => refusal.Code,
        };
        return new SocketError(code, refusal.Message, WaitOf(refusal, code, retryAfter));
    }

    // A channel is left whether or not the store could be told: there is nothing to try again.
    private static TimeSpan? WaitOf(PubSubException refusal, string code, TimeSpan retryAfter) =>
        code == ErrorCode.LeaveFailed ? null : refusal.RetryAfter ?? (ErrorStatus.AsksToRetry(code) ? retryAfter : null);
}
