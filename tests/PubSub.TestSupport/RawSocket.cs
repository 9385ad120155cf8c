using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace PubSub.TestSupport;

/// <summary>A WebSocket frame by frame (RFC 6455, section 5.2), for what no client library would send.</summary>
public sealed class RawSocket : IAsyncDisposable
{
    public const int Continuation = 0x0;
    public const int Text = 0x1;
    public const int Binary = 0x2;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    private readonly RawConnection _connection;
    private byte[] _arrived = [];

    private RawSocket(RawConnection connection) => _connection = connection;

    /// <summary>Connects and does the handshake.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="headers">More lines of the request, each with its end.</param>
    /// <param name="receiveBuffer">What the operating system takes for a peer that does not read; its own choice by default.</param>
    public static async Task<RawSocket> ConnectAsync(IPEndPoint server, string headers = "", int? receiveBuffer = null)
    {
        RawConnection connection = await RawConnection.OpenAsync(server, receiveBuffer);
        await connection.SendAsync(
            $"GET /ws HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n");
        RawResponse answer = await connection.ReadHeadAsync();
        if (answer.Status != 101) throw new InvalidDataException($"The handshake is answered {answer.Status}.");
        // The nonce and its answer are those of the RFC's section 1.3.
        if (answer.Headers["Sec-WebSocket-Accept"] != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") throw new InvalidDataException("The handshake's answer is wrong.");
        return new RawSocket(connection);
    }

    public Task SendAsync(int opcode, string payload, bool isFinal = true) => SendAsync(opcode, Encoding.UTF8.GetBytes(payload), isFinal);

    /// <summary>Sends one frame.</summary>
    public Task SendAsync(int opcode, byte[] payload, bool isFinal = true, bool isMasked = true)
    {
        using var frame = new MemoryStream();
        frame.WriteByte((byte)((isFinal ? 0x80 : 0) | opcode));
        int mask = isMasked ? 0x80 : 0;
        Span<byte> length = stackalloc byte[8];
        if (payload.Length < 126)
        {
            frame.WriteByte((byte)(mask | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.WriteByte((byte)(mask | 126));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.Write(length[..2]);
        }
        else
        {
            frame.WriteByte((byte)(mask | 127));
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            frame.Write(length);
        }

        byte[] key = [1, 2, 3, 4];
        if (isMasked) frame.Write(key);
        for (int i = 0; i < payload.Length; i++) frame.WriteByte(isMasked ? (byte)(payload[i] ^ key[i % 4]) : payload[i]);
        return _connection.SendAsync(frame.ToArray());
    }

    /// <summary>Reads the next frame, which must be as a server sends it: final and not masked.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReceiveAsync()
    {
        await FillAsync(2);
        byte first = _arrived[0], second = _arrived[1];
        if ((first & 0xF0) != 0x80 || (second & 0x80) != 0) throw new InvalidDataException("The server sent a frame that is masked, has extensions or is not final.");
        int head = (second & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        await FillAsync(head);
        int length = head switch
        {
            2 => second & 0x7F,
            4 => BinaryPrimitives.ReadUInt16BigEndian(_arrived.AsSpan(2)),
            _ => (int)BinaryPrimitives.ReadUInt64BigEndian(_arrived.AsSpan(2)),
        };
        await FillAsync(head + length);
        byte[] payload = _arrived[head..(head + length)];
        _arrived = _arrived[(head + length)..];
        return (first & 0x0F, payload);
    }

    /// <summary>Reads the next frame as text.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        (int opcode, byte[] payload) = await ReceiveAsync();
        return opcode == Text ? Encoding.UTF8.GetString(payload) : throw new InvalidDataException($"A frame of kind {opcode} came instead of a text.");
    }

    /// <summary>Reads on until the frame that ends the connection, and answers its code.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        while (true)
        {
            (int opcode, byte[] payload) = await ReceiveAsync();
            if (opcode == Close) return BinaryPrimitives.ReadUInt16BigEndian(payload);
        }
    }

    /// <summary>True where the server closes the connection, orderly or not.</summary>
    public Task<bool> IsClosedByPeerAsync() => _connection.IsClosedByPeerAsync();

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset() => _connection.Reset();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task FillAsync(int count)
    {
        while (_arrived.Length < count)
        {
            byte[] more = await _connection.ReceiveAsync();
            if (more.Length == 0) throw new EndOfStreamException("The connection ended.");
            _arrived = [.. _arrived, .. more];
        }
    }
}
