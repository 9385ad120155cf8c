namespace PubSub.TestNode.Hosting;

/// <summary>A clock that shows the wrong time and runs at the right speed.</summary>
internal sealed class OffsetTimeProvider(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
