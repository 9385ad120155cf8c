namespace PubSub.Core.Fanout;

/// <summary>Work that waits for one fixed time, first in, first out, under one timer; then the thread pool executes it. Thread-safe.</summary>
internal sealed class DelayLine : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(IThreadPoolWorkItem Work, long Since)> _waiting = new();
    private readonly TimeSpan _delay;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public DelayLine(TimeSpan delay, TimeProvider time)
    {
        _delay = delay;
        _time = time;
        _timer = time.CreateTimer(static line => ((DelayLine)line!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(IThreadPoolWorkItem work)
    {
        lock (_lock)
        {
            _waiting.Enqueue((work, _time.GetTimestamp()));
            if (_waiting.Count == 1) Wind(_delay);
        }
    }

    public void Dispose() => _timer.Dispose();

    // Timers count whole milliseconds and cut off the rest: one that rang early would be wound again for nothing.
    private void Wind(TimeSpan left) => _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);

    private void Ring()
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out (IThreadPoolWorkItem Work, long Since) first))
            {
                TimeSpan left = _delay - _time.GetElapsedTime(first.Since);
                if (left > TimeSpan.Zero)
                {
                    Wind(left);
                    return;
                }

                _waiting.Dequeue();
                ThreadPool.UnsafeQueueUserWorkItem(first.Work, preferLocal: false);
            }
        }
    }
}
