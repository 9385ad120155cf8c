namespace PubSub.Core.Fanout;

/// <summary>
/// Starts the runs of a node's pumps: at once where a channel is quiet; one <see cref="FanoutOptions.FlushTick"/> later where the last run was dear and has just
/// been, and a part of a tick later where runs are cheap and follow each other closely, so that the next one writes several events at a time. Two timers
/// serve all channels. Thread-safe.
/// </summary>
internal sealed class FlushClock : IDisposable
{
    /// <summary>A run that took more than this part of the tick is dear.</summary>
    private const int DearPart = 4;

    /// <summary>A channel whose last run was dear and began less than so many ticks ago is busy.</summary>
    private const int BusyTicks = 3;

    /// <summary>Runs that begin within this part of the tick follow each other closely, and it is what the next one then waits.</summary>
    private const int ClosePart = 5;

    private readonly TimeSpan _tick;
    private readonly TimeProvider _time;
    private readonly DelayLine _dear;
    private readonly DelayLine _short;

    public FlushClock(TimeSpan tick, TimeProvider time)
    {
        _tick = tick;
        _time = time;
        _dear = new DelayLine(tick, time);
        _short = new DelayLine(tick / ClosePart, time);
    }

    public long Now => _time.GetTimestamp();

    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    public TimeSpan Between(long earlier, long later) => _time.GetElapsedTime(earlier, later);

    /// <summary>Has a run executed by the thread pool, now or later. A run does not wait twice at a time, so as many wait as there are channels at most.</summary>
    /// <param name="run">The run.</param>
    /// <param name="lastStarted">The timestamp at which the channel's last run began.</param>
    /// <param name="lastTook">How long that took; zero where there was none.</param>
    public void Start(IThreadPoolWorkItem run, long lastStarted, TimeSpan lastTook)
    {
        // A run always takes some time, but by a clock that stands still, as in tests; by that one nobody is to wait.
        if (lastTook > TimeSpan.Zero && _tick > TimeSpan.Zero)
        {
            TimeSpan since = Since(lastStarted);
            if (lastTook > _tick / DearPart && since < _tick * BusyTicks)
            {
                _dear.Add(run);
                return;
            }

            if (since < _tick / ClosePart)
            {
                _short.Add(run);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
    }

    public void Dispose()
    {
        _dear.Dispose();
        _short.Dispose();
    }
}
