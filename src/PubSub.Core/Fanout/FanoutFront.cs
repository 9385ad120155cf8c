namespace PubSub.Core.Fanout;

/// <summary>
/// How far the fan-out of a channel has come: everything before it has been offered to every session. Single slow sessions do not hold it back.
/// Thread-safe.
/// </summary>
internal sealed class FanoutFront
{
    private long _seq;
    private long _bytes;
    private double _urgency;
    private volatile TaskCompletionSource? _advanced;

    /// <summary>
    /// How near a session that takes what it is given is to falling out of the window all the same: above 0, publishers are to slow down a little; 1 is the edge.
    /// </summary>
    public double Urgency => Volatile.Read(ref _urgency);

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

    /// <summary>Says how far a run has come.</summary>
    public void Advance(long seq, long bytes, double urgency)
    {
        // Never back: a run that began before the last session left ends after an append that no session waits for, and no other run would follow.
        RaiseTo(ref _seq, seq);
        RaiseTo(ref _bytes, bytes);
        Volatile.Write(ref _urgency, urgency);
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
