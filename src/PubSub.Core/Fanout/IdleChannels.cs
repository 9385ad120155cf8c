namespace PubSub.Core.Fanout;

/// <summary>How many channels of a node have a window and no session. Thread-safe.</summary>
internal sealed class IdleChannels(int limit)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one more. False where that is more than are kept.</summary>
    public bool Add() => Interlocked.Increment(ref _count) <= limit;

    public void Remove() => Interlocked.Decrement(ref _count);
}
