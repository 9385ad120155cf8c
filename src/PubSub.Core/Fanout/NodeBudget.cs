namespace PubSub.Core.Fanout;

/// <summary>The bytes that all windows of a node hold together. Thread-safe.</summary>
internal sealed class NodeBudget(long limit)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    public bool IsExceeded => Used > limit;

    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);
}
