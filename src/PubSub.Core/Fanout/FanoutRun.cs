namespace PubSub.Core.Fanout;

/// <summary>
/// One walk over a channel's sessions, each of which writes what is due. Over many sessions it is shared by several threads, who take a few at a time.
/// Reused from one run to the next; the pump sees to it that there is one at a time.
/// </summary>
internal sealed class FanoutRun(ChannelLog log, Slots<Subscription> sessions, FlushClock clock, Action<FanoutRun> onEnded) : IThreadPoolWorkItem
{
    /// <summary>For fewer sessions than this, another thread would come when the work is done.</summary>
    private const int SessionsPerLane = 128;

    /// <summary>How many sessions a thread takes at a time.</summary>
    private const int Step = 16;

    private Subscription?[] _walk = [];
    private int _length;
    private int _walked;
    private int _lanes;
    private long _first;
    private long _middle;
    private long _laggard;

    /// <summary>The log's end when the run began.</summary>
    public long Seq { get; private set; }

    /// <summary>All bytes that had been appended when the run began.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the run began, as a timestamp.</summary>
    public long Started { get; private set; }

    /// <summary>How long the last run took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>
    /// How near the session that is furthest behind, of those that take what they are given, is to falling out of the window: 0 while it is in the window's
    /// newer half, 1 at its edge.
    /// </summary>
    public double Urgency => _laggard >= _middle ? 0 : Math.Min(1, (_middle - _laggard) / (double)Math.Max(1, _middle - _first));

    /// <summary>Does the run, on this thread and others.</summary>
    public void Begin()
    {
        Started = clock.Now;
        Seq = log.EndSeq;
        Bytes = log.AppendedBytes;
        log.FindOlderHalf(out _first, out _middle);
        _laggard = long.MaxValue;
        _walk = sessions.Walk(out _length);
        _walked = 0;
        int lanes = Math.Clamp(_length / SessionsPerLane, 1, Environment.ProcessorCount);
        // What stands above is published by this: the queue is a fence.
        _lanes = lanes;
        for (int i = 1; i < lanes; i++) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        WalkLane();
    }

    void IThreadPoolWorkItem.Execute() => WalkLane();

    private void WalkLane()
    {
        long laggard = long.MaxValue;
        while (true)
        {
            int first = Interlocked.Add(ref _walked, Step) - Step;
            if (first >= _length) break;
            foreach (Subscription? subscription in _walk.AsSpan(first, Math.Min(Step, _length - first)))
            {
                if (subscription is null) continue;
                subscription.Session.Poke();
                if (subscription.Lags(_first, _middle, Started, clock)) laggard = Math.Min(laggard, subscription.Cursor.Seq);
            }
        }

        LowerTo(ref _laggard, laggard);
        if (Interlocked.Decrement(ref _lanes) > 0) return;
        _walk = [];
        Took = clock.Since(Started);
        onEnded(this);
    }

    private static void LowerTo(ref long lowest, long value)
    {
        long seen = Volatile.Read(ref lowest);
        while (value < seen)
        {
            long found = Interlocked.CompareExchange(ref lowest, value, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
