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

    /// <summary>Publishers pause where at least this part of the sessions lags.</summary>
    private const int LaggingPart = 16;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_pauseForEachEvent = TimeSpan.FromMicroseconds(2.5);

    private Subscription?[] _walk = [];
    private int _length;
    private int _sessions;
    private int _walked;
    private int _lanes;
    private long _first;
    private long _middle;
    private long _depth;
    private int _laggards;

    /// <summary>The log's end when the run began.</summary>
    public long Seq { get; private set; }

    /// <summary>All bytes that had been appended when the run began.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the run began, as a timestamp.</summary>
    public long Started { get; private set; }

    /// <summary>How long the last run took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>
    /// How long each publish is to pause, so that sessions that take what they are given do not fall out of the window: the longer, the nearer the last of them
    /// is to its edge. Zero unless some part of the sessions lags: a single slow one is left to itself.
    /// </summary>
    public TimeSpan Pause
    {
        get
        {
            if (_laggards == 0 || (_sessions > 1 && _laggards < Math.Max(2, _sessions / LaggingPart))) return TimeSpan.Zero;
            double urgency = Math.Min(1, _depth / (double)Math.Max(1, _middle - _first));
            // A window that is not deep is left soon whatever publishers do.
            TimeSpan longest = s_pauseForEachEvent * (Seq - _first);
            return urgency * (longest < s_longestPause ? longest : s_longestPause);
        }
    }

    /// <summary>Does the run, on this thread and others.</summary>
    public void Begin()
    {
        Started = clock.Now;
        Seq = log.EndSeq;
        Bytes = log.AppendedBytes;
        log.FindOlderHalf(out _first, out _middle);
        _depth = 0;
        _laggards = 0;
        _sessions = sessions.Count;
        _walk = sessions.Walk(out _length);
        _walked = 0;
        int lanes = Math.Clamp(_sessions / SessionsPerLane, 1, Environment.ProcessorCount);
        // Publishes what stands above to the lanes that join.
        Volatile.Write(ref _lanes, 1);
        for (int i = 1; i < lanes; i++) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        WalkLane();
    }

    // A lane that comes when the run has ended finds nothing to join; should another run be under way by then, it helps with that one.
    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            int lanes = Volatile.Read(ref _lanes);
            if (lanes == 0) return;
            if (Interlocked.CompareExchange(ref _lanes, lanes + 1, lanes) == lanes) break;
        }

        WalkLane();
    }

    private void WalkLane()
    {
        long depth = 0;
        int laggards = 0;
        while (true)
        {
            int first = Interlocked.Add(ref _walked, Step) - Step;
            if (first >= _length) break;
            foreach (Subscription? subscription in _walk.AsSpan(first, Math.Min(Step, _length - first)))
            {
                if (subscription is null) continue;
                subscription.Session.Poke();
                if (!subscription.Lags(_first, _middle, Started)) continue;
                laggards++;
                depth = Math.Max(depth, _middle - subscription.Cursor.Seq);
            }
        }

        if (laggards > 0)
        {
            Extreme.RaiseTo(ref _depth, depth);
            Interlocked.Add(ref _laggards, laggards);
        }

        if (Interlocked.Decrement(ref _lanes) > 0) return;
        _walk = [];
        Took = clock.Since(Started);
        onEnded(this);
    }
}
