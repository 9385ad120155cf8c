namespace PubSub.Core.Fanout;

/// <summary>Ends sessions when their callers' credentials do, under one timer. Thread-safe.</summary>
internal sealed class SessionDeadlines : IDisposable
{
    // A timer cannot be set for much longer than a month, and a clock may be set meanwhile.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly SortedSet<Deadline> _deadlines = new(Comparer<Deadline>.Create(static (a, b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : a.Number.CompareTo(b.Number)));
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _added;

    public SessionDeadlines(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static deadlines => ((SessionDeadlines)deadlines!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many sessions wait for their time.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _deadlines.Count;
        }
    }

    /// <summary>Has a session ended at a time, unless it is removed before.</summary>
    public void Add(Session session, DateTimeOffset at)
    {
        lock (_lock)
        {
            var deadline = new Deadline(at, _added++, session);
            session.Deadline = deadline;
            _deadlines.Add(deadline);
            if (_deadlines.Min == deadline) Wind(at - _time.GetUtcNow());
        }
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Remove(Session session)
    {
        if (session.Deadline is not { } deadline) return;
        lock (_lock) _deadlines.Remove(deadline);
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        var due = new List<Session>();
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            while (_deadlines.Min is { } first)
            {
                if (first.At > now)
                {
                    Wind(first.At - now);
                    break;
                }

                _deadlines.Remove(first);
                due.Add(first.Session);
            }
        }

        // Not under the lock: a session that ends here is removed here.
        foreach (Session session in due) session.Close(SessionEnd.CredentialExpired);
    }

    private void Wind(TimeSpan left)
    {
        if (left > s_longestWait) left = s_longestWait;
        // Whole milliseconds, and never early.
        _timer.Change(left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When a session ends.</summary>
    internal sealed record Deadline(DateTimeOffset At, long Number, Session Session);
}
