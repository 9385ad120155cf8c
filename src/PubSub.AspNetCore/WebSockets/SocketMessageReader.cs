using System.Buffers;
using System.Net.WebSockets;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Reads the messages of a WebSocket, one at a time. While none arrives, it holds no buffer.</summary>
/// <param name="socket">What is read. It answers pings, and checks framing, masks and UTF-8 (RFC 6455).</param>
/// <param name="maxBytes">The longest message.</param>
internal sealed class SocketMessageReader(WebSocket socket, int maxBytes) : IDisposable
{
    private const int FirstBuffer = 4096;

    private byte[]? _buffer;

    /// <summary>The message that was read last. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Reads the next message into <see cref="Message"/>, or says why there is none.</summary>
    /// <exception cref="WebSocketException">The connection broke, or the peer has broken the protocol.</exception>
    public async ValueTask<SocketRead> ReadAsync(CancellationToken cancellationToken)
    {
        Release();
        ValueWebSocketReceiveResult received = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        if (received.MessageType == WebSocketMessageType.Close) return SocketRead.Closed;
        if (received.MessageType == WebSocketMessageType.Binary) return SocketRead.Binary;
        int length = 0;
        while (!received.EndOfMessage)
        {
            if (length == maxBytes) return SocketRead.TooBig;
            MakeRoom(length);
            received = await socket.ReceiveAsync(_buffer.AsMemory(length, Math.Min(_buffer!.Length, maxBytes) - length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close) return SocketRead.Closed;
            length += received.Count;
        }

        Message = _buffer.AsMemory(0, length);
        return SocketRead.Text;
    }

    /// <summary>Reads on, without keeping anything, until the peer has closed its side.</summary>
    public async ValueTask DiscardAsync(CancellationToken cancellationToken)
    {
        if (_buffer is null) MakeRoom(0);
        while ((await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    public void Dispose() => Release();

    private void MakeRoom(int length)
    {
        if (_buffer is not null && length < _buffer.Length) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer is null ? Math.Min(FirstBuffer, maxBytes) : Math.Min(_buffer.Length * 2, maxBytes));
        _buffer.AsSpan(0, length).CopyTo(larger);
        Release();
        _buffer = larger;
    }

    private void Release()
    {
        Message = default;
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
