using System.IO.Pipelines;
using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Benchmarks.Micro;

/// <summary>A session whose transport takes everything at once: it copies what it is given, as a connection's buffer would, and counts the bytes.</summary>
internal sealed class CountingSession(Subscription[] subscriptions) : Session(subscriptions, TimeProvider.System)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public long Bytes { get; private set; }

    public override bool CopiesFrames => true;

    public override void Abort()
    {
    }

    public override void WriteFrames(ReadOnlySpan<byte> frames)
    {
        frames[..Math.Min(frames.Length, _buffer.Length)].CopyTo(_buffer);
        Bytes += frames.Length;
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id) => WriteFrames(frame);

    public override int WriteGap(Subscription subscription, string reason) => throw new InvalidOperationException($"A gap: {reason}");

    protected override void WriteReady()
    {
    }

    protected override void WriteKeepAlive(bool withPosition)
    {
    }

    protected override void WriteEnd(SessionEnd end)
    {
    }

    protected override void OnFault(Exception error) => throw new InvalidOperationException("The session broke.", error);

    protected override ValueTask<FlushResult> FlushAsync() => default;
}
