namespace PubSub.Core.Fanout;

/// <summary>
/// Starts the runs of a node's pumps: at once where a channel is quiet or its runs are cheap, and after one <see cref="FanoutOptions.FlushTick"/> where
/// the last run was dear and has just been, so that the next one writes several events at a time. One timer serves all channels. Thread-safe.
/// </summary>
internal sealed class FlushClock : IDisposable
{
    /// <summary>A run that took less than this part of the tick is cheap: waiting would add more latency than it saves.</summary>
    private const int CheapPart = 4;

    /// <summary>A channel whose last run began less than so many ticks ago is busy.</summary>
    private const int BusyTicks = 3;

    private readonly Lock _lock = new();
    private readonly Queue<(IThreadPoolWorkItem Run, long Since)> _waiting = new();
    private readonly TimeSpan _tick;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public FlushClock(TimeSpan tick, TimeProvider time)
    {
        _tick = tick;
        _time = time;
        _timer = time.CreateTimer(static clock => ((FlushClock)clock!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Now => _time.GetTimestamp();

    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    public TimeSpan Between(long earlier, long later) => _time.GetElapsedTime(earlier, later);

    /// <summary>Has a run executed by the thread pool, now or a tick later.</summary>
    /// <param name="run">The run. It does not wait twice at a time, so as many wait as there are channels at most.</param>
    /// <param name="lastStarted">The timestamp at which the channel's last run began.</param>
    /// <param name="lastTook">How long that took.</param>
    public void Start(IThreadPoolWorkItem run, long lastStarted, TimeSpan lastTook)
    {
        if (lastTook > _tick / CheapPart && _tick > TimeSpan.Zero && Since(lastStarted) < _tick * BusyTicks)
        {
            lock (_lock)
            {
                _waiting.Enqueue((run, Now));
                if (_waiting.Count == 1) Wind(_tick);
            }
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
        }
    }

    public void Dispose() => _timer.Dispose();

    // Timers count whole milliseconds and cut off the rest: one that rang early would be wound again for nothing.
    private void Wind(TimeSpan left) => _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);

    private void Ring()
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out (IThreadPoolWorkItem Run, long Since) first))
            {
                TimeSpan left = _tick - Since(first.Since);
                if (left > TimeSpan.Zero)
                {
                    Wind(left);
                    return;
                }

                _waiting.Dequeue();
                ThreadPool.UnsafeQueueUserWorkItem(first.Run, preferLocal: false);
            }
        }
    }
}
