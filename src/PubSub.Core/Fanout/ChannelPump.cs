namespace PubSub.Core.Fanout;

/// <summary>
/// Writes what was appended to a channel's log to its sessions. At most one run is under way for a channel; appends meanwhile are taken by that run
/// or by the one after it, so coalescing comes from load. It never waits for a session.
/// </summary>
internal sealed class ChannelPump(ChannelLog log, SessionSlots sessions) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Dirty = 2;

    private int _state;
    private long _frontSeq;
    private long _frontBytes;
    private volatile TaskCompletionSource? _advanced;

    /// <summary>Says that the log has grown. A full fence stands between the append and the look at the sessions and the state.</summary>
    public void Signal()
    {
        Interlocked.MemoryBarrier();
        if (sessions.Count == 0)
        {
            AdvanceFront(log.EndSeq, log.AppendedBytes);
            return;
        }

        while (true)
        {
            int state = Interlocked.CompareExchange(ref _state, Running, Idle);
            if (state == Idle)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if (state == Dirty || Interlocked.CompareExchange(ref _state, Dirty, Running) == Running) return;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        long seq = log.EndSeq;
        long bytes = log.AppendedBytes;
        foreach (Session? session in sessions.Walk()) session?.Poke();
        AdvanceFront(seq, bytes);
        if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
        // Appended meanwhile. In a turn of its own, so that one busy channel does not keep a thread from the others.
        Interlocked.Exchange(ref _state, Running);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>True where the front lags behind the log by half a window: publishers are then to wait.</summary>
    public bool Lags(FanoutOptions limits) =>
        log.EndSeq - Volatile.Read(ref _frontSeq) > limits.WindowEvents / 2
        || log.AppendedBytes - Volatile.Read(ref _frontBytes) > limits.WindowBytes / 2;

    /// <summary>Completes when the front has moved on.</summary>
    public Task WhenAdvanced()
    {
        TaskCompletionSource? waiting = _advanced;
        if (waiting is not null) return waiting.Task;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _advanced, mine, null) ?? mine).Task;
    }

    private void AdvanceFront(long seq, long bytes)
    {
        // Never back: a run that began before the last session left ends after an append that no session waits for, and no other run would follow.
        RaiseTo(ref _frontSeq, seq);
        RaiseTo(ref _frontBytes, bytes);
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
