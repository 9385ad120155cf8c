namespace PubSub.Benchmarks.Compare.Results;

/// <summary>The figures that tables show.</summary>
internal static class Metrics
{
    public static Metric DeliveriesPerSecond { get; } = new("deliveries/s", run => run.DeliveriesPerSecond);

    public static Metric PublishesPerSecond { get; } = new("publishes/s", run => run.PublishesPerSecond);

    public static Metric Publishes { get; } = new("publishes", run => run.Publishes);

    public static Metric Seconds { get; } = new("seconds", run => run.Seconds);

    /// <summary>All of the server's CPU time by the deliveries, that of the publishes included.</summary>
    public static Metric CpuPerDelivery { get; } = new("CPU µs/delivery", run => run.CpuMicrosPerDelivery);

    /// <summary>All of the server's CPU time by the publishes, that of the deliveries included.</summary>
    public static Metric CpuPerPublish { get; } = new("CPU µs/publish", run => run.CpuMicrosPerPublish);

    public static Metric LatencyP50 { get; } = new("p50 ms", run => run.LatencyMicros?.P50 / 1000);

    public static Metric LatencyP99 { get; } = new("p99 ms", run => run.LatencyMicros?.P99 / 1000);

    public static Metric PublishP50 { get; } = new("publish p50 ms", run => run.PublishLatencyMicros?.P50 / 1000);

    public static Metric PublishP99 { get; } = new("publish p99 ms", run => run.PublishLatencyMicros?.P99 / 1000);

    /// <summary>The longest that an event was sent after its time by the rate. The latencies do not include it.</summary>
    public static Metric PublishLateMax { get; } = new("publishes late ms, max", run => run.PublishLateMaxMicros / 1000);

    public static Metric KiBPerConnection { get; } = new("KiB/connection", run => run.RssKiBPerConnection);

    public static Metric ConnectsPerSecond { get; } = new("connects/s", run => run.ConnectsPerSecond);

    /// <summary>The server's memory at the end of the measured window by that at its start.</summary>
    public static Metric MemoryGrowth { get; } = new("memory end ÷ start", run => run.ServerRssKiB?.End / run.ServerRssKiB?.Start);

    public static Metric MemoryMiB { get; } = new("memory MiB", run => run.ServerRssKiB?.End / 1024);

    public static Metric MemoryPeak { get; } = new("peak MiB", run => run.ServerRssKiB?.Peak / 1024);

    public static Metric Paced { get; } = new("paced", run => run.Paced);

    public static Metric FallenOut { get; } = new("gaps + disconnects", run => run.Gaps + run.Disconnected);

    public static Metric CaughtUpSeconds { get; } = new("caught up after s", run => run.CaughtUpSeconds);

    public static Metric ConnectSeconds { get; } = new("connecting alone s", run => run.ConnectSecondsWithoutBacklog);

    public static Metric LiveSeconds { get; } = new("same bytes live s", run => run.LiveSeconds);

    public static Metric BeyondConnectingToLive { get; } = new("beyond connecting ÷ live", run => run.BeyondConnectingToLive);
}
