namespace PubSub.Redis.Connecting;

/// <summary>For how long calls have been in vain: from the first that got no answer until one gets any, be it an error of the server. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class Silence(TimeProvider time)
{
    // 0 where the last call that ended was answered.
    private long _since;

    /// <summary>A call ended without an answer.</summary>
    public void Begin()
    {
        if (Volatile.Read(ref _since) == 0) Interlocked.CompareExchange(ref _since, time.GetTimestamp() | 1, 0);
    }

    /// <summary>A call was answered.</summary>
    public void End()
    {
        // Mostly there is none, and a write by each call would take the line from the other cores.
        if (Volatile.Read(ref _since) != 0) Volatile.Write(ref _since, 0);
    }

    /// <summary>Whether nothing has been answered for longer than that.</summary>
    public bool HasLasted(TimeSpan limit) => Volatile.Read(ref _since) is not 0 and var since && time.GetElapsedTime(since) > limit;
}
