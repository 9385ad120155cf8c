using System.Buffers.Binary;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Frames as a server sends them (RFC 6455, section 5.2): whole, and not masked, so that one frame can go to many.</summary>
internal static class SocketFrame
{
    /// <summary>The most bytes that a control frame carries (section 5.5).</summary>
    public const int MostControlBytes = 125;

    /// <summary>The most bytes that stand before what a frame carries.</summary>
    public const int MostHeadBytes = 10;

    private const byte Final = 0x80;
    private const byte TextOpcode = 0x1;
    private const byte CloseOpcode = 0x8;
    private const byte PingOpcode = 0x9;
    private const byte PongOpcode = 0xA;

    // In place of a short length: another field of so many bits has it.
    private const byte Length16 = 126;
    private const byte Length64 = 127;

    /// <summary>A ping without data.</summary>
    public static ReadOnlySpan<byte> Ping => [Final | PingOpcode, 0];

    /// <summary>A message of UTF-8 text.</summary>
    public static byte[] Text(ReadOnlySpan<byte> text)
    {
        Span<byte> head = stackalloc byte[MostHeadBytes];
        return [.. head[..WriteTextHead(head, text.Length)], .. text];
    }

    /// <summary>Writes what stands before a message of UTF-8 text.</summary>
    /// <param name="head">What is written to: <see cref="MostHeadBytes"/> at the least.</param>
    /// <param name="length">The text's length, in bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int WriteTextHead(Span<byte> head, int length)
    {
        head[0] = Final | TextOpcode;
        switch (length)
        {
            case < Length16:
                head[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                head[1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
                return 4;
            default:
                head[1] = Length64;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)length);
                return 10;
        }
    }

    /// <summary>What a frame of the server carries.</summary>
    public static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> frame) => frame[(frame[1] switch { Length16 => 4, Length64 => 10, _ => 2 })..];

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
