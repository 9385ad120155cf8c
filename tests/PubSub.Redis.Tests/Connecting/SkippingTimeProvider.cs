namespace PubSub.Redis.Tests.Connecting;

/// <summary>The system's clock, which a test can set forward. Timers that run do not notice.</summary>
internal sealed class SkippingTimeProvider : TimeProvider
{
    private long _skipped;

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _skipped);

    public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));
}
