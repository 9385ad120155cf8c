using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>Why a session ends, as <c>pubsub:close</c> says it.</summary>
/// <param name="Code">A stable code.</param>
/// <param name="Reconnect">Whether the subscriber should come back.</param>
/// <param name="RetryAfter">When.</param>
internal sealed record SessionEnd(string Code, bool Reconnect, TimeSpan RetryAfter)
{
    /// <summary>The subscriber went away; there is nobody to tell.</summary>
    public static SessionEnd PeerGone { get; } = new("PEER_GONE", false, TimeSpan.Zero);

    /// <summary>The server is shutting down.</summary>
    public static SessionEnd Draining { get; } = new(ErrorCode.Draining, true, TimeSpan.FromSeconds(1));

    /// <summary>The subscriber reads too slowly for a channel that does not wait for such.</summary>
    public static SessionEnd TooSlow { get; } = new(ErrorCode.TooSlow, true, TimeSpan.FromSeconds(1));

    /// <summary>The credential that the stream was opened with has ended.</summary>
    public static SessionEnd CredentialExpired { get; } = new(ErrorCode.CredentialExpired, true, TimeSpan.Zero);

    /// <summary>History could not be read.</summary>
    public static SessionEnd BrokerUnavailable { get; } = new(ErrorCode.BrokerUnavailable, true, TimeSpan.FromSeconds(2));
}
