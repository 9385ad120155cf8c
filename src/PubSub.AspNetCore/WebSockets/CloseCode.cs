using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// Why a connection is closed, as numbers whose range tells a client what to do: 4000 to 4099, it does not come back by itself; 4100 to 4199, it comes back after a
/// while that grows; 4200 to 4299, it comes back at once. Those of RFC 6455, section 7.4.1, mean what they mean there.
/// </summary>
internal static class CloseCode
{
    public const ushort Normal = 1000;
    public const ushort ProtocolError = 1002;
    public const ushort UnsupportedData = 1003;
    public const ushort MessageTooBig = 1009;
    public const ushort TooSlow = 4100;
    public const ushort Failed = 4102;
    public const ushort Draining = 4200;
    public const ushort PingTimeout = 4201;
    public const ushort CredentialExpired = 4202;

    /// <summary>The number for why a session ends.</summary>
    public static ushort Of(SessionEnd end) => end.Code switch
    {
        SocketEnd.Normal => Normal,
        SocketEnd.PingTimeoutCode => PingTimeout,
        SocketEnd.ProtocolErrorCode => ProtocolError,
        SocketEnd.UnsupportedDataCode => UnsupportedData,
        ErrorCode.PayloadTooLarge => MessageTooBig,
        ErrorCode.TooSlow => TooSlow,
        ErrorCode.Draining => Draining,
        ErrorCode.CredentialExpired => CredentialExpired,
        _ => Failed,
    };
}
