using System.Text.Json;

namespace PubSub.Benchmarks.Compare.Load;

/// <summary>What a load generator reports of one run; what it did not measure is null.</summary>
internal sealed record LoadResult
{
    public bool Void { get; init; }

    public string? VoidReason { get; init; }

    public long Deliveries { get; init; }

    public long ExpectedDeliveries { get; init; }

    public double Seconds { get; init; }

    public double DeliveriesPerSecond { get; init; }

    public long Publishes { get; init; }

    public double PublishesPerSecond { get; init; }

    public long PublishErrors { get; init; }

    public long Paced { get; init; }

    public long Gaps { get; init; }

    public long Disconnected { get; init; }

    public LoadLatency? LatencyMicros { get; init; }

    public LoadLatency? PublishLatencyMicros { get; init; }

    public double? CpuMicrosPerDelivery { get; init; }

    public double? CpuMicrosPerPublish { get; init; }

    public double? ServerCpuUserSeconds { get; init; }

    public double? ServerCpuSystemSeconds { get; init; }

    public double? ServerRssStartKiB { get; init; }

    public double? ServerRssEndKiB { get; init; }

    public double? ServerRssPeakKiB { get; init; }

    public double? LoadCpuSeconds { get; init; }

    public double? ConnectsPerSecond { get; init; }

    public double? ConnectSeconds { get; init; }

    public double? CatchUpSeconds { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static LoadResult Parse(string json) =>
        JsonSerializer.Deserialize(json, LoadJson.Default.LoadResult) ?? throw new JsonException("The report is null.");
}
