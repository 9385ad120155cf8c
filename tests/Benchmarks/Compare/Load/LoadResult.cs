using System.Text.Json;

namespace PubSub.Benchmarks.Compare.Load;

/// <summary>What a load generator reports of one run; what it did not measure is null.</summary>
internal sealed record LoadResult
{
    public bool Void { get; init; }

    /// <summary>Why it is void.</summary>
    public string? Reason { get; init; }

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

    /// <summary>The longest that an event was sent after its time by the rate, which its latency does not include; 0 without a rate.</summary>
    public double? PublishLateMaxMicros { get; init; }

    public double? CpuMicrosPerDelivery { get; init; }

    public double? CpuMicrosPerPublish { get; init; }

    public double? ServerCpuUserSeconds { get; init; }

    public double? ServerCpuSystemSeconds { get; init; }

    public LoadMemory? ServerRssKiB { get; init; }

    /// <summary>What the connections added, where nothing was published.</summary>
    public double? RssKiBPerConnection { get; init; }

    public double? LoadCpuSeconds { get; init; }

    public double? ConnectsPerSecond { get; init; }

    public double? ConnectSeconds { get; init; }

    /// <summary>From the first connect after the cut until every subscriber had everything that it had missed.</summary>
    public double? CaughtUpSeconds { get; init; }

    /// <summary>The same connections with nothing to catch up.</summary>
    public double? ConnectSecondsWithoutBacklog { get; init; }

    /// <summary>The same bytes to the same subscribers live.</summary>
    public double? LiveSeconds { get; init; }

    /// <summary>The time beyond connecting by the time of the same bytes live.</summary>
    public double? BeyondConnectingToLive { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static LoadResult Parse(string json) =>
        JsonSerializer.Deserialize(json, LoadJson.Default.LoadResult) ?? throw new JsonException("The report is null.");
}
