namespace PubSub.Core.Fanout;

/// <summary>
/// Who may write of a session. Who is turned away leaves a mark, so that the owner looks again before it gives the token back. At first it is owned by who
/// makes it. Every change is a full fence.
/// </summary>
internal struct WriteToken
{
    private const int Owned = 0;
    private const int OwnedDirty = 1;
    private const int Idle = 2;
    private const int Closed = 3;

    private int _state;

    /// <summary>Takes it, or leaves a mark. False also where it is closed.</summary>
    public bool TryTake()
    {
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref _state, Owned, Idle);
            if (seen == Idle) return true;
            if (seen != Owned || Interlocked.CompareExchange(ref _state, OwnedDirty, Owned) == Owned) return false;
        }
    }

    /// <summary>Gives it back. False where there is a mark: that is gone then, and the caller still owns it.</summary>
    public bool TryGiveBack()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Owned) == Owned) return true;
        Interlocked.Exchange(ref _state, Owned);
        return false;
    }

    /// <summary>Closes it for good. False where it was closed before. Only its owner may.</summary>
    public bool TryClose() => Interlocked.Exchange(ref _state, Closed) != Closed;
}
