using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Takes what it is given and forgets it: at once, or, where it <see cref="Holds"/>, when <see cref="Release"/> is called. Allocates nothing.</summary>
internal sealed class DiscardingWriter : PipeWriter, IValueTaskSource<FlushResult>
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ManualResetValueTaskSourceCore<FlushResult> _flush;

    public long Written { get; private set; }

    /// <summary>Whether a flush stays pending.</summary>
    public bool Holds { get; set; }

    /// <summary>How many flushes stayed pending.</summary>
    public int Held { get; private set; }

    /// <summary>Completes the pending flush; what waits for it goes on within this call.</summary>
    public void Release() => _flush.SetResult(default);

    public override void Advance(int bytes) => Written += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!Holds) return default;
        Held++;
        _flush.Reset();
        return new ValueTask<FlushResult>(this, _flush.Version);
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _flush.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _flush.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _flush.OnCompleted(continuation, state, token, flags);
}
