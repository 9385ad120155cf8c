namespace PubSub.Benchmarks.Compare.Results;

/// <summary>The figures that tables show.</summary>
internal static class Metrics
{
    public static Metric DeliveriesPerSecond { get; } = new("deliveries/s", (run, _) => run.DeliveriesPerSecond);

    public static Metric PublishesPerSecond { get; } = new("publishes/s", (run, _) => run.PublishesPerSecond);

    public static Metric Publishes { get; } = new("publishes", (run, _) => run.Publishes);

    public static Metric Seconds { get; } = new("seconds", (run, _) => run.Seconds);

    /// <summary>All of the server's CPU time by the deliveries, that of the publishes included.</summary>
    public static Metric CpuPerDelivery { get; } = new("CPU µs/delivery", (run, _) => run.CpuMicrosPerDelivery);

    /// <summary>All of the server's CPU time by the publishes, that of the deliveries included.</summary>
    public static Metric CpuPerPublish { get; } = new("CPU µs/publish", (run, _) => run.CpuMicrosPerPublish);

    public static Metric LatencyP50 { get; } = new("p50 ms", (run, _) => run.LatencyMicros?.P50 / 1000);

    public static Metric LatencyP99 { get; } = new("p99 ms", (run, _) => run.LatencyMicros?.P99 / 1000);

    public static Metric PublishP99 { get; } = new("publish p99 ms", (run, _) => run.PublishLatencyMicros?.P99 / 1000);

    public static Metric KiBPerConnection { get; } =
        new("KiB/connection", (run, @case) => (run.ServerRssEndKiB - run.ServerRssStartKiB) / Math.Max(1, @case.Subscribers));

    public static Metric ConnectsPerSecond { get; } = new("connects/s", (run, _) => run.ConnectsPerSecond);

    /// <summary>The server's memory at the end of the measured window by that at its start.</summary>
    public static Metric MemoryGrowth { get; } = new("memory end ÷ start", (run, _) => run.ServerRssEndKiB / run.ServerRssStartKiB);

    public static Metric MemoryMiB { get; } = new("memory MiB", (run, _) => run.ServerRssEndKiB / 1024);

    public static Metric MemoryPeak { get; } = new("peak MiB", (run, _) => run.ServerRssPeakKiB / 1024);

    public static Metric Paced { get; } = new("paced", (run, _) => run.Paced);

    public static Metric FallenOut { get; } = new("gaps + disconnects", (run, _) => run.Gaps + run.Disconnected);

    public static Metric CatchUpSeconds { get; } = new("caught up after s", (run, _) => run.CatchUpSeconds);

    public static Metric ConnectSeconds { get; } = new("connect s", (run, _) => run.ConnectSeconds);
}
