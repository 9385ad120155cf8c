using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>A session whose channels come and go, and that keeps what it is given as lines. Its transport stalls when the test wants it to.</summary>
internal sealed class ScriptedChangingSession(TimeProvider time, int mostPendingBytes = 1000) : ChangingSession(time, mostPendingBytes)
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource<FlushResult>? _stall;
    private int _writing;

    /// <summary>Everything, in order: what steps said, and events as <c>event 3</c>.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    public bool SawTwoWriters { get; private set; }

    public override bool CopiesFrames => false;

    public static byte[] Bytes(string line) => Encoding.UTF8.GetBytes(line);

    public Task SeesLineAsync(string line) => Eventually.HoldsAsync(() => Lines.Contains(line), $"'{line}' in: {string.Join(", ", Lines)}");

    /// <summary>The line whose bytes cannot be written.</summary>
    public string? BreaksAt { get; init; }

    /// <summary>Flushes wait from now on.</summary>
    public void Stall()
    {
        lock (_lock) _stall = NewStall();
    }

    /// <summary>Ends the stall.</summary>
    /// <param name="andStall">Whether the next flush waits again.</param>
    public void Resume(bool andStall = false)
    {
        TaskCompletionSource<FlushResult>? stalled;
        lock (_lock) (stalled, _stall) = (_stall, andStall ? NewStall() : null);
        stalled?.SetResult(default);
    }

    /// <summary>Channels that cannot be read on.</summary>
    public ConcurrentQueue<(Subscription Subscription, SessionEnd Why)> GivenUp { get; } = new();

    public override void GiveUp(Subscription subscription, SessionEnd why) => GivenUp.Enqueue((subscription, why));

    public override void Abort() => Resume();

    /// <summary>The bytes that each gap is said to take.</summary>
    public int GapBytes { get; set; }

    public override int WriteGap(Subscription subscription, string reason)
    {
        Write($"gap {reason}");
        return GapBytes;
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id) => Write($"event {id.Offset}");

    public override void WriteFrames(ReadOnlySpan<byte> frames) => throw new InvalidOperationException("Frames are written one by one.");

    public override bool WriteRendered(Subscription subscription, RenderedEvent rendered)
    {
        Write(Encoding.UTF8.GetString(rendered.Bytes));
        return true;
    }

    protected override void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        string line = Encoding.UTF8.GetString(bytes);
        if (line == BreaksAt) throw new IOException("broken");
        Write(line);
    }

    protected override void WriteReady()
    {
    }

    protected override void WriteKeepAlive(bool withPosition) => Write("keep-alive");

    protected override void WriteEnd(SessionEnd end) => Write($"end {end.Code}");

    protected override void OnFault(Exception error) => Write($"fault {error.Message}");

    protected override ValueTask<FlushResult> FlushAsync()
    {
        lock (_lock) return _stall is null ? default : new ValueTask<FlushResult>(_stall.Task);
    }

    private static TaskCompletionSource<FlushResult> NewStall() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Write(string line)
    {
        if (Interlocked.Increment(ref _writing) != 1) SawTwoWriters = true;
        lock (_lock) _lines.Add(line);
        Interlocked.Decrement(ref _writing);
    }
}
