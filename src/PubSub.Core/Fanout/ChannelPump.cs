namespace PubSub.Core.Fanout;

/// <summary>
/// Writes what was appended to a channel's log to its sessions. At most one run is under way for a channel; appends meanwhile are taken by that run
/// or by the one after it, so coalescing comes from load. It never waits for a session. A run over many sessions is shared by several threads.
/// </summary>
internal sealed class ChannelPump(ChannelLog log, SessionSlots sessions, FlushClock clock) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Dirty = 2;

    /// <summary>For fewer sessions than this, another thread would come when the work is done.</summary>
    private const int SessionsPerLane = 128;

    /// <summary>How many sessions a lane takes at a time.</summary>
    private const int LaneStep = 16;

    private int _state;

    // Of the run under way; written by its first lane before the others begin.
    private Lane? _lane;
    private Session?[] _walk = [];
    private int _walkLength;
    private int _walked;
    private int _lanes;
    private long _seq;
    private long _bytes;
    private long _started;
    private TimeSpan _lastTook;

    /// <summary>How far all sessions have been served.</summary>
    public FanoutFront Front { get; } = new();

    /// <summary>Says that the log has grown. A full fence stands between the append and the look at the sessions and the state.</summary>
    public void Signal()
    {
        Interlocked.MemoryBarrier();
        if (sessions.Count == 0)
        {
            Front.Advance(log.EndSeq, log.AppendedBytes);
            return;
        }

        while (true)
        {
            int state = Interlocked.CompareExchange(ref _state, Running, Idle);
            if (state == Idle)
            {
                clock.Start(this, _started, _lastTook);
                return;
            }

            if (state == Dirty || Interlocked.CompareExchange(ref _state, Dirty, Running) == Running) return;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _started = clock.Now;
        _seq = log.EndSeq;
        _bytes = log.AppendedBytes;
        _walk = sessions.Walk(out _walkLength);
        _walked = 0;
        int lanes = Math.Clamp(_walkLength / SessionsPerLane, 1, Environment.ProcessorCount);
        Volatile.Write(ref _lanes, lanes);
        for (int i = 1; i < lanes; i++) ThreadPool.UnsafeQueueUserWorkItem(_lane ??= new Lane(this), preferLocal: false);
        RunLane();
    }

    private void RunLane()
    {
        while (true)
        {
            int first = Interlocked.Add(ref _walked, LaneStep) - LaneStep;
            if (first >= _walkLength) break;
            foreach (Session? session in _walk.AsSpan(first, Math.Min(LaneStep, _walkLength - first))) session?.Poke();
        }

        if (Interlocked.Decrement(ref _lanes) == 0) EndRun();
    }

    private void EndRun()
    {
        _walk = [];
        _lastTook = clock.Since(_started);
        Front.Advance(_seq, _bytes);
        if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
        // Appended meanwhile. In a turn of its own, so that one busy channel does not keep a thread from the others.
        Interlocked.Exchange(ref _state, Running);
        clock.Start(this, _started, _lastTook);
    }

    /// <summary>Another thread's share of a run.</summary>
    private sealed class Lane(ChannelPump pump) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => pump.RunLane();
    }
}
