namespace PubSub.Core.Fanout;

/// <summary>
/// Has what was appended to a channel's log written to its sessions. At most one run is under way for a channel; appends meanwhile are taken by that run
/// or by the one after it, so coalescing comes from load. It never waits for a session.
/// </summary>
internal sealed class ChannelPump(ChannelLog log, Slots<Subscription> sessions, FlushClock clock) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Dirty = 2;

    private int _state;

    // Made for the first event: most channels are quiet.
    private FanoutFront? _front;
    private FanoutRun? _run;

    /// <summary>How far all sessions have been served. Null where nothing has been there for them yet: then nothing lags.</summary>
    public FanoutFront? Front => Volatile.Read(ref _front);

    /// <summary>True while a run is under way or due.</summary>
    public bool IsBusy => Volatile.Read(ref _state) != Idle;

    /// <summary>Says that the log has grown. A full fence stands between the append and the look at the sessions and the state.</summary>
    public void Signal()
    {
        Interlocked.MemoryBarrier();
        if (sessions.Count == 0)
        {
            Front?.Pass(log.EndSeq, log.AppendedBytes);
            return;
        }

        // What came before was there for nobody.
        if (Front is null) Interlocked.CompareExchange(ref _front, new FanoutFront(clock, log.EndSeq, log.AppendedBytes), null);

        while (true)
        {
            int state = Interlocked.CompareExchange(ref _state, Running, Idle);
            if (state == Idle)
            {
                Start();
                return;
            }

            if (state == Dirty || Interlocked.CompareExchange(ref _state, Dirty, Running) == Running) return;
        }
    }

    void IThreadPoolWorkItem.Execute() => (_run ??= new FanoutRun(log, sessions, clock, OnRunEnded)).Begin();

    private void Start() => clock.Start(this, _run?.Started ?? 0, _run?.Took ?? TimeSpan.Zero);

    private void OnRunEnded(FanoutRun run)
    {
        Front!.Advance(run.Seq, run.Bytes, run.Pause);
        if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
        // Appended meanwhile. In a turn of its own, so that one busy channel does not keep a thread from the others.
        Interlocked.Exchange(ref _state, Running);
        Start();
    }
}
