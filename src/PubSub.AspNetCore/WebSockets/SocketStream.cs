using System.IO.Pipelines;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// What the framework's reader of frames believes to be its connection. It reads the real one; what it would write of itself, pongs and the frame that ends a connection,
/// it gives to the session, which is the only writer.
/// </summary>
internal sealed class SocketStream(Stream inner) : Stream
{
    // The server's own writer is closed by the upgrade. A batch of a session is up to 64 KiB, and each buffer is a write of its own.
    private const int BufferBytes = 16 * 1024;

    /// <summary>What the session writes to. Without anything to be flushed, it holds no buffer.</summary>
    public PipeWriter Output { get; } = PipeWriter.Create(inner, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));

    /// <summary>Whose connection it is. Set before anything is read.</summary>
    public SocketSession Session { get; set; } = null!;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        if (read > 0) Session.NoteReceived();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Takes one frame. Completes when there is room for another: a peer who sends pings and reads nothing is not read any more.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (SocketFrame.IsClose(buffer.Span, out ushort code))
        {
            Session.CloseBecauseOf(code);
        }
        else if (SocketFrame.IsPong(buffer.Span))
        {
            Session.Send(buffer.ToArray());
            await Session.WhenRoom().WaitAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The connection is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The connection is written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
