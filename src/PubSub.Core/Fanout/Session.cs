using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace PubSub.Core.Fanout;

/// <summary>
/// A subscriber's stream over one or more channels. It has no queue, task or timer: it is a cursor into each channel's log and one atomic write
/// token. Whoever wins the token writes everything that is due, from every cursor; who is turned away leaves a mark, and the owner looks again.
/// </summary>
/// <param name="subscriptions">The channels, in the order of the request.</param>
/// <param name="time">The clock that the session goes by.</param>
internal abstract class Session(Subscription[] subscriptions, TimeProvider time) : EventWriter, IThreadPoolWorkItem, ISlotted
{
    /// <summary>The most bytes that are written between two flushes.</summary>
    /// <summary>About how much is written between two flushes.</summary>
    private protected const int BatchBytes = 64 * 1024;

    /// <summary>After so many batches that went out at once, the thread is given to others first.</summary>
    private const int MostBatches = 16;

    /// <summary>How many batches a session still writes when the server shuts down.</summary>
    private const int MostFarewellBatches = 128;

    private static readonly TimeSpan s_longFlush = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _onFlushed;
    private FanoutHub? _hub;
    private ValueTaskAwaiter<FlushResult> _flush;
    private long _flushPendingSince;
    private SessionEnd? _end;
    private int _turn;
    private int _farewellBatches;
    private bool _endWritten;
    private bool _readyWritten;

    // Owned by who makes the session, until it starts.
    private WriteToken _token;
    private volatile bool _keepAliveDue;
    private volatile bool _ownDue;

    /// <summary>The channels, in the order of the request. Of most sessions it does not change; where it does, under the write token.</summary>
    public Subscription[] Subscriptions { get; private protected set; } = subscriptions;

    /// <summary>The clock that the session goes by.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Completes when the session is closed and nothing of it can write any more.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether its place among the sessions is given back when it has ended; false where who has reserved it does, because the connection lasts longer.</summary>
    public virtual bool GivesPlaceBack => true;

    /// <summary>Why the session ended or is about to end; null while it goes on.</summary>
    public SessionEnd? End => Volatile.Read(ref _end);

    /// <summary>Where the hub's wheel keeps it: on which spoke, and where on that.</summary>
    internal int Spoke { get; set; }

    int ISlotted.Slot { get; set; }

    /// <summary>When it ends by itself, or null.</summary>
    internal SessionDeadlines.Deadline? Deadline { get; set; }

    /// <summary>Begins to write. Called once, by the hub that the session was added to; pokes of before are made good now.</summary>
    public void Start(FanoutHub hub)
    {
        _hub = hub;
        Drain();
    }

    /// <summary>
    /// Writes what is due, on this thread, unless another is at it; then that one looks again. Never blocks. A full fence stands before the look at
    /// the token, so an append that came before this call is seen by whoever owns it.
    /// </summary>
    public void Poke()
    {
        if (_token.TryTake()) Drain();
    }

    /// <summary>True where the peer takes what it is given: no flush waits for it, or not for long.</summary>
    public bool TakesWhatItIsGiven(long now)
    {
        long since = Volatile.Read(ref _flushPendingSince);
        return since == 0 || Time.GetElapsedTime(since, now) < s_longFlush;
    }

    /// <summary>Ends the session: it writes the reason, if there is somebody to tell, and completes. The first reason counts.</summary>
    public void Close(SessionEnd end)
    {
        Interlocked.CompareExchange(ref _end, end, null);
        Poke();
    }

    /// <summary>Says that a channel cannot be read on for this session, which ends with it. Nothing more of the channel is written. Safe to call from any thread.</summary>
    public virtual void GiveUp(Subscription subscription, SessionEnd why) => Close(why);

    /// <summary>Called by the hub's wheel: has a keep-alive written, or cuts a stream that has stalled.</summary>
    public void OnSweep(TimeSpan stalledTimeout)
    {
        CutIfStalled(stalledTimeout);
        if (Volatile.Read(ref _flushPendingSince) != 0) return;
        _keepAliveDue = true;
        Poke();
    }

    /// <summary>Cuts a stream one of whose flushes has waited for its peer for too long.</summary>
    public void CutIfStalled(TimeSpan timeout)
    {
        long since = Volatile.Read(ref _flushPendingSince);
        if (since == 0 || Time.GetElapsedTime(since) <= timeout) return;
        Close(SessionEnd.TooSlow);
        Abort();
    }

    /// <summary>Breaks the connection, so that a pending flush completes. Safe to call from any thread, more than once.</summary>
    public abstract void Abort();

    void IThreadPoolWorkItem.Execute() => Drain();

    /// <summary>Has <see cref="EventWriter.WriteOwn"/> called. What it is to write can be seen by any thread before this.</summary>
    private protected void PokeForOwn()
    {
        _ownDue = true;
        Poke();
    }

    /// <summary>For <see cref="EventWriter.WriteOwn"/>: says that there is more, for after the next flush.</summary>
    private protected void LeaveOwnForNextBatch() => _ownDue = true;

    /// <summary>Takes note of an error, nearly always of the transport. The session ends, also where this throws.</summary>
    protected abstract void OnFault(Exception error);

    /// <summary>Lets go of what the session holds. Nothing of it is written after this. The session completes, also where this throws.</summary>
    protected virtual void OnClosed()
    {
    }

    /// <summary>For a flush of several steps: says that one was taken, so that a peer who is slow but takes something is not cut as stalled.</summary>
    protected void NoteProgress() => Volatile.Write(ref _flushPendingSince, Math.Max(1, Time.GetTimestamp()));

    /// <summary>
    /// Sends what was written. When the peer is gone or <see cref="Abort"/> was called it must end soon, completed or with an error: nothing else ends the session then.
    /// </summary>
    protected abstract ValueTask<FlushResult> FlushAsync();

    // Runs with the token owned, and gives it back or hands it to the flush's continuation.
    private void Drain()
    {
        try
        {
            for (int batch = 0; ; batch++)
            {
                if (batch == MostBatches)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                if (!WriteBatch())
                {
                    if (_endWritten)
                    {
                        Finish();
                        return;
                    }

                    if (_token.TryGiveBack()) return;
                    continue;
                }

#pragma warning disable CA2012 // Consumed once: here where it is completed, else by its continuation; awaiting would cost a state machine for each flush.
                ValueTaskAwaiter<FlushResult> flush = FlushAsync().GetAwaiter();
#pragma warning restore CA2012
                if (flush.IsCompleted)
                {
                    Volatile.Write(ref _flushPendingSince, 0);
                    OnFlushResult(flush.GetResult());
                    continue;
                }

                _flush = flush;
                Volatile.Write(ref _flushPendingSince, Math.Max(1, Time.GetTimestamp()));
                _flush.UnsafeOnCompleted(_onFlushed ??= OnFlushed);
                return;
            }
        }
        catch (Exception e)
        {
            // Nearly always the transport is gone under the write; whatever it is, it must not take the thread down.
            Break(e);
        }
    }

    private void OnFlushed()
    {
        Volatile.Write(ref _flushPendingSince, 0);
        try
        {
            OnFlushResult(_flush.GetResult());
        }
        catch (Exception e)
        {
            Break(e);
            return;
        }

        Drain();
    }

    private void OnFlushResult(FlushResult result)
    {
        if (!result.IsCompleted) return;
        Interlocked.CompareExchange(ref _end, SessionEnd.PeerGone, null);
        _endWritten = true;
    }

    private void Break(Exception error)
    {
        try
        {
            OnFault(error);
        }
        catch (Exception)
        {
            // A log that fails: there is nobody else to tell, and the thread serves other sessions as well.
        }

        Interlocked.CompareExchange(ref _end, SessionEnd.PeerGone, null);
        Finish();
    }

    private void Finish()
    {
        if (!_token.TryClose()) return;
        try
        {
            OnClosed();
        }
        catch (Exception)
        {
            // As above.
        }

        try
        {
            _hub?.Remove(this);
        }
        finally
        {
            _completion.TrySetResult();
        }
    }

    /// <returns>True where something was written that is to be flushed.</returns>
    private bool WriteBatch()
    {
        if (_endWritten) return false;
        if (End is not { } end) return WriteDue();

        // A server that shuts down gives what it has before it says goodbye; how much that may be is bounded, because publishers may go on.
        if (end == SessionEnd.Draining && _farewellBatches++ < MostFarewellBatches && WriteDue()) return true;
        // What was answered before the end is still told.
        if (end != SessionEnd.PeerGone && _farewellBatches++ < MostFarewellBatches && WriteOwnDue()) return true;
        _endWritten = true;
        if (end == SessionEnd.PeerGone) return false;
        WriteEnd(end);
        return true;
    }

    private bool WriteDue()
    {
        bool wrote = false;
        if (!_readyWritten)
        {
            _readyWritten = true;
            WriteReady();
            wrote = true;
        }

        wrote |= WriteOwnDue();
        wrote |= WriteEvents();
        if (!_keepAliveDue) return wrote;
        _keepAliveDue = false;
        bool moved = false;
        foreach (Subscription subscription in Subscriptions) moved |= subscription.TakeMovedUnseen();
        WriteKeepAlive(moved);
        return true;
    }

    private bool WriteOwnDue()
    {
        if (!_ownDue) return false;
        _ownDue = false;
        return WriteOwn();
    }

    private bool WriteEvents()
    {
        (bool wrote, int room, Subscription[] channels) = (false, BatchBytes, Subscriptions);
        // Another channel comes first each time, so that a busy one does not starve the rest.
        if (++_turn >= channels.Length) _turn = 0;
        for (int i = _turn; i < channels.Length; i++) wrote |= channels[i].Write(this, ref room);
        for (int i = 0; i < _turn; i++) wrote |= channels[i].Write(this, ref room);
        return wrote;
    }
}
