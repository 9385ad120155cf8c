using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

/// <summary>A filter that counts the events that it looks at.</summary>
internal sealed class CountingFilter(string where) : EventFilter([], [where])
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public override bool Matches(ReadOnlySpan<byte> envelope)
    {
        Interlocked.Increment(ref _asked);
        return base.Matches(envelope);
    }
}
