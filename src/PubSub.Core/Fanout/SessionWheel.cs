namespace PubSub.Core.Fanout;

/// <summary>
/// One timer for the keep-alives of all sessions: they are spread over the spokes of a wheel that turns once in a keep-alive period. Whoever has stalled is cut
/// in passing; where that would be too seldom, another timer sees to it.
/// </summary>
internal sealed class SessionWheel : IDisposable
{
    private const int Spokes = 32;
    private const uint Spread = 4;

    /// <summary>A stream that has stalled is cut after this part of the timeout more, at the latest.</summary>
    private const int StallPart = 4;

    private readonly Slots<Session>[] _spokes = new Slots<Session>[Spokes];
    private readonly TimeSpan _stalledTimeout;
    private readonly ITimer _timer;
    private readonly ITimer? _stalls;
    private int _added;
    private int _turned;

    public SessionWheel(FanoutOptions limits, TimeProvider time)
    {
        for (int i = 0; i < Spokes; i++) _spokes[i] = new Slots<Session>(new object());
        _stalledTimeout = limits.StalledStreamTimeout;
        _timer = time.CreateTimer(static wheel => ((SessionWheel)wheel!).Turn(), this, limits.KeepAlive / Spokes, limits.KeepAlive / Spokes);
        TimeSpan look = _stalledTimeout / StallPart;
        if (look < limits.KeepAlive) _stalls = time.CreateTimer(static wheel => ((SessionWheel)wheel!).CutStalled(), this, look, look);
    }

    public void Add(Session session)
    {
        // Among the spokes that have just turned: the first keep-alive comes after nearly a whole period, and a crowd is spread a little.
        uint turned = (uint)Volatile.Read(ref _turned);
        int spoke = (int)((turned - ((uint)Interlocked.Increment(ref _added) % Spread)) % Spokes);
        session.Spoke = spoke;
        _spokes[spoke].Add(session);
    }

    public void Remove(Session session) => _spokes[session.Spoke].Remove(session);

    public void ForEach(Action<Session> action)
    {
        foreach (Slots<Session> spoke in _spokes)
        {
            foreach (Session? session in spoke.Walk())
            {
                if (session is not null) action(session);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stalls?.Dispose();
    }

    private void CutStalled() => ForEach(session => session.CutIfStalled(_stalledTimeout));

    private void Turn()
    {
        uint spoke = (uint)Interlocked.Increment(ref _turned) % Spokes;
        foreach (Session? session in _spokes[spoke].Walk()) session?.OnSweep(_stalledTimeout);
    }
}
