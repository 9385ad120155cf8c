namespace PubSub.AspNetCore.WebSockets;

/// <summary>How much a client may still do: so much a second, and so much at once where it has done nothing for a while. For one thread at a time.</summary>
internal sealed class Allowance(int perSecond, int atOnce, TimeProvider time)
{
    private double _left = atOnce;
    private long _seen = time.GetTimestamp();

    /// <summary>Takes one. False where there is none left.</summary>
    public bool TryTake()
    {
        long now = time.GetTimestamp();
        _left = Math.Min(atOnce, _left + (perSecond * time.GetElapsedTime(_seen, now).TotalSeconds));
        _seen = now;
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
