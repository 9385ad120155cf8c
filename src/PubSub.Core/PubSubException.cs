using PubSub.Contracts;

namespace PubSub.Core;

/// <summary>A request that is refused, with the code that its sender is told. Holds no payload, token or other secret.</summary>
/// <param name="code">One of <see cref="ErrorCode"/>.</param>
/// <param name="detail">What is wrong with this request and what to do; shown to the sender.</param>
/// <param name="innerException">The cause, for the server's log only.</param>
public sealed class PubSubException(string code, string detail, Exception? innerException = null) : Exception(detail, innerException)
{
    /// <summary>One of <see cref="ErrorCode"/>.</summary>
    public string Code { get; } = code;

    /// <summary>What is wrong where, by JSON path such as <c>$.payload.total</c>; null where the error is not about a member.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When a retry may succeed, or null where the sender should not simply retry.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True where the request would be acceptable from a caller whom a session tells from others, which the transport may then begin.</summary>
    internal bool NeedsSession { get; init; }
}
