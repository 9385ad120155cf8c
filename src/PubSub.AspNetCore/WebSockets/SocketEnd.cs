using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Why sessions over WebSocket end that other sessions do not end for.</summary>
internal static class SocketEnd
{
    public const string Normal = "NORMAL";
    public const string PingTimeoutCode = "PING_TIMEOUT";
    public const string UnsupportedDataCode = "UNSUPPORTED_DATA";
    public const string ProtocolErrorCode = "PROTOCOL_ERROR";

    /// <summary>The peer has said goodbye.</summary>
    public static SessionEnd Goodbye { get; } = new(Normal, false, TimeSpan.Zero);

    /// <summary>The peer has not answered a ping.</summary>
    public static SessionEnd PingTimeout { get; } = new(PingTimeoutCode, true, TimeSpan.Zero);

    /// <summary>The peer has sent a message of bytes.</summary>
    public static SessionEnd UnsupportedData { get; } = new(UnsupportedDataCode, false, TimeSpan.Zero);

    /// <summary>The peer has broken RFC 6455.</summary>
    public static SessionEnd ProtocolError { get; } = new(ProtocolErrorCode, false, TimeSpan.Zero);

    /// <summary>The peer has sent a message that is longer than one may be.</summary>
    public static SessionEnd MessageTooBig { get; } = new(ErrorCode.PayloadTooLarge, false, TimeSpan.Zero);

    /// <summary>The server has failed.</summary>
    public static SessionEnd Failed { get; } = new(ErrorCode.InternalError, true, TimeSpan.FromSeconds(1));
}
