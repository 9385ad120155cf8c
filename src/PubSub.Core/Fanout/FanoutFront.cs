namespace PubSub.Core.Fanout;

/// <summary>
/// How far the fan-out of a channel has come: everything before it has been offered to every session. Single slow sessions do not hold it back. It also says
/// how long publishers are to pause for sessions that would keep up if they could. Thread-safe.
/// </summary>
/// <param name="clock">The clock of pauses.</param>
/// <param name="seq">How far it has come at first, in entries.</param>
/// <param name="bytes">How far it has come at first, in bytes.</param>
internal sealed class FanoutFront(FlushClock clock, long seq, long bytes)
{
    /// <summary>For how long what a run has seen counts; a busy channel has had another run by then.</summary>
    private static readonly TimeSpan s_pauseHolds = TimeSpan.FromMilliseconds(200);

    /// <summary>How long publishers are slowed down for sessions of the channel, whoever these are: who leaves and comes back has no more of it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Of the time that passes, this part is given back to the patience: a second a minute.</summary>
    private const int RefillPart = 60;

    private long _seq = seq;
    private long _bytes = bytes;
    private long _pauseTicks;
    private long _pauseSeen;
    private long _owedTicks;

    // Of the patience, at a timestamp. Only the channel's run touches them, of which there is one at a time.
    private TimeSpan _spent;
    private long _spentAt;
    private volatile TaskCompletionSource? _advanced;

    /// <summary>True where publishes are to pause.</summary>
    public bool AsksForPause => Pause > TimeSpan.Zero;

    private TimeSpan Pause
    {
        get
        {
            long ticks = Volatile.Read(ref _pauseTicks);
            return ticks == 0 || clock.Since(Volatile.Read(ref _pauseSeen)) > s_pauseHolds ? TimeSpan.Zero : TimeSpan.FromTicks(ticks);
        }
    }

    /// <summary>
    /// How long a publish is to pause now, in whole milliseconds: timers cut off the rest, so that it is owed and added to what a later publish pauses.
    /// </summary>
    public TimeSpan TakePause()
    {
        long owed = Interlocked.Add(ref _owedTicks, Pause.Ticks);
        while (owed >= TimeSpan.TicksPerMillisecond)
        {
            long rest = owed % TimeSpan.TicksPerMillisecond;
            long found = Interlocked.CompareExchange(ref _owedTicks, rest, owed);
            if (found == owed) return TimeSpan.FromTicks(owed - rest);
            owed = found;
        }

        return TimeSpan.Zero;
    }

    /// <summary>True where the front lags behind the log by half a window: publishers are then to wait.</summary>
    public bool Lags(ChannelLog log, FanoutOptions limits) =>
        log.EndSeq - Volatile.Read(ref _seq) > log.MostBehind || log.AppendedBytes - Volatile.Read(ref _bytes) > limits.WindowBytes / 2;

    /// <summary>Completes when the front has moved on.</summary>
    public Task WhenAdvanced()
    {
        TaskCompletionSource? waiting = _advanced;
        if (waiting is not null) return waiting.Task;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _advanced, mine, null) ?? mine).Task;
    }

    /// <summary>Says how far a run has come, and how long publishers are to pause after what it has seen. One caller at a time.</summary>
    public void Advance(long seq, long bytes, TimeSpan pause)
    {
        long now = clock.Now;
        if (!IsGranted(pause, now)) pause = TimeSpan.Zero;
        if (pause > TimeSpan.Zero) Volatile.Write(ref _pauseSeen, now);
        Volatile.Write(ref _pauseTicks, pause.Ticks);
        Advance(seq, bytes);
    }

    /// <summary>Says that there is nobody to be served before this.</summary>
    public void Pass(long seq, long bytes)
    {
        Volatile.Write(ref _pauseTicks, 0);
        Advance(seq, bytes);
    }

    private bool IsGranted(TimeSpan pause, long now)
    {
        bool paused = Volatile.Read(ref _pauseTicks) != 0;
        if (!paused && pause == TimeSpan.Zero) return false;
        if (paused)
        {
            TimeSpan held = clock.Between(_pauseSeen, now);
            _spent += held < s_pauseHolds ? held : s_pauseHolds;
        }

        TimeSpan left = _spent - (clock.Between(_spentAt, now) / RefillPart);
        _spent = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        _spentAt = now;
        return _spent < s_patience;
    }

    private void Advance(long seq, long bytes)
    {
        // Never back: a run that began before the last session left ends after an append that no session waits for, and no other run would follow.
        Extreme.RaiseTo(ref _seq, seq);
        Extreme.RaiseTo(ref _bytes, bytes);
        Interlocked.MemoryBarrier();
        if (_advanced is not null) Interlocked.Exchange(ref _advanced, null)?.TrySetResult();
    }
}
