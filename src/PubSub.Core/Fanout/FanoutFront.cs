namespace PubSub.Core.Fanout;

/// <summary>
/// How far the fan-out of a channel has come: everything before it has been offered to every session. Single slow sessions do not hold it back. It also says
/// how long publishers are to pause for sessions that would keep up if they could. Thread-safe.
/// </summary>
internal sealed class FanoutFront(FlushClock clock)
{
    /// <summary>For how long what a run has seen counts; a busy channel has had another run by then.</summary>
    private static readonly TimeSpan s_pauseHolds = TimeSpan.FromMilliseconds(200);

    private long _seq;
    private long _bytes;
    private long _pauseTicks;
    private long _pauseSeen;
    private volatile TaskCompletionSource? _advanced;

    /// <summary>How long a publish is to pause; nearly always zero.</summary>
    public TimeSpan Pause
    {
        get
        {
            long ticks = Volatile.Read(ref _pauseTicks);
            return ticks == 0 || clock.Since(Volatile.Read(ref _pauseSeen)) > s_pauseHolds ? TimeSpan.Zero : TimeSpan.FromTicks(ticks);
        }
    }

    /// <summary>True where the front lags behind the log by half a window: publishers are then to wait.</summary>
    public bool Lags(ChannelLog log, FanoutOptions limits) =>
        log.EndSeq - Volatile.Read(ref _seq) > limits.WindowEvents / 2 || log.AppendedBytes - Volatile.Read(ref _bytes) > limits.WindowBytes / 2;

    /// <summary>Completes when the front has moved on.</summary>
    public Task WhenAdvanced()
    {
        TaskCompletionSource? waiting = _advanced;
        if (waiting is not null) return waiting.Task;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _advanced, mine, null) ?? mine).Task;
    }

    /// <summary>Says how far a run has come, and how long publishers are to pause after what it has seen.</summary>
    public void Advance(long seq, long bytes, TimeSpan pause)
    {
        // Never back: a run that began before the last session left ends after an append that no session waits for, and no other run would follow.
        RaiseTo(ref _seq, seq);
        RaiseTo(ref _bytes, bytes);
        if (pause > TimeSpan.Zero) Volatile.Write(ref _pauseSeen, clock.Now);
        Volatile.Write(ref _pauseTicks, pause.Ticks);
        Interlocked.MemoryBarrier();
        if (_advanced is not null) Interlocked.Exchange(ref _advanced, null)?.TrySetResult();
    }

    private static void RaiseTo(ref long front, long value)
    {
        long seen = Volatile.Read(ref front);
        while (seen < value)
        {
            long found = Interlocked.CompareExchange(ref front, value, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
