namespace PubSub.Kafka.Client;

/// <summary>
/// Counts the calls that are inside a client of the library. The library passes its native handle on as a bare pointer, so a client may be disposed of only
/// when no call is in it, and none may enter it then. Thread-safe; entering and leaving cost an atomic operation each.
/// </summary>
internal sealed class CallGate
{
    private const int Closed = 1, Call = 2;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Begins a call, which <see cref="Leave"/> ends. False where the gate is closed: the client must not be called.</summary>
    public bool TryEnter()
    {
        int state = Volatile.Read(ref _state);
        while ((state & Closed) == 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state + Call, state);
            if (seen == state) return true;
            state = seen;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Add(ref _state, -Call) == Closed) _empty.TrySetResult();
    }

    /// <summary>Lets no further call in. Completes when the last has left; a second call answers the same.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Or(ref _state, Closed) == 0) _empty.TrySetResult();
        return _empty.Task;
    }
}
