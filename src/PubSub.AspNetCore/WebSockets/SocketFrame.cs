using System.Buffers.Binary;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Frames as a server sends them (RFC 6455, section 5.2): whole, and not masked, so that one frame can go to many.</summary>
internal static class SocketFrame
{
    /// <summary>The most bytes that a control frame carries (section 5.5).</summary>
    public const int MostControlBytes = 125;

    private const byte Final = 0x80;
    private const byte TextOpcode = 0x1;
    private const byte CloseOpcode = 0x8;
    private const byte PingOpcode = 0x9;
    private const byte PongOpcode = 0xA;

    /// <summary>A ping without data.</summary>
    public static ReadOnlySpan<byte> Ping => [Final | PingOpcode, 0];

    /// <summary>A message of UTF-8 text.</summary>
    public static byte[] Text(ReadOnlySpan<byte> text)
    {
        int head = text.Length < 126 ? 2 : text.Length <= ushort.MaxValue ? 4 : 10;
        byte[] frame = new byte[head + text.Length];
        frame[0] = Final | TextOpcode;
        switch (head)
        {
            case 2:
                frame[1] = (byte)text.Length;
                break;
            case 4:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)text.Length);
                break;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)text.Length);
                break;
        }

        text.CopyTo(frame.AsSpan(head));
        return frame;
    }

    /// <summary>The frame that ends a connection.</summary>
    /// <param name="code">Why (section 7.4).</param>
    /// <param name="reason">The same for people: ASCII, cut to what a control frame holds.</param>
    public static byte[] Close(ushort code, string reason)
    {
        int length = Math.Min(reason.Length, MostControlBytes - 2);
        byte[] frame = new byte[4 + length];
        frame[0] = Final | CloseOpcode;
        frame[1] = (byte)(2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), code);
        System.Text.Encoding.ASCII.GetBytes(reason.AsSpan(0, length), frame.AsSpan(4));
        return frame;
    }

    /// <summary>True for a pong.</summary>
    public static bool IsPong(ReadOnlySpan<byte> frame) => frame.Length >= 2 && (frame[0] & 0xF) == PongOpcode;

    /// <summary>True for the frame that ends a connection, which says why.</summary>
    public static bool IsClose(ReadOnlySpan<byte> frame, out ushort code)
    {
        bool isClose = frame.Length >= 2 && (frame[0] & 0xF) == CloseOpcode;
        code = isClose && frame.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) : (ushort)0;
        return isClose;
    }
}
