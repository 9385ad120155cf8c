using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>How fast events are taken and delivered.</summary>
internal static class ThroughputScenarios
{
    private static readonly string[] s_all = ["pubsub", "pubsub-redis", "signalr-sse", "signalr-ws", "sse", "nchan", "trpc", "floor"];

    /// <summary>With the collector that this project's sample chooses, so that it is seen how much of a difference is due to that.</summary>
    private static readonly string[] s_workstation = ["signalr-sse-workstation", "sse-workstation"];

    /// <summary>What a publish is compared with: as it comes, with this project's collector, and with its scheduling too.</summary>
    private static readonly string[] s_bare = ["bare", "bare-workstation", "bare-tuned"];

    private static readonly Metric[] s_delivery =
        [Metrics.DeliveriesPerSecond, Metrics.CpuPerDelivery, Metrics.PublishesPerSecond, Metrics.LatencyP50, Metrics.LatencyP99];

    private static readonly Metric[] s_latency =
        [Metrics.LatencyP50, Metrics.LatencyP99, Metrics.PublishLateMax, Metrics.CpuPerDelivery, Metrics.DeliveriesPerSecond];

    private static readonly Metric[] s_publish =
        [Metrics.CpuPerPublish, Metrics.PublishesPerSecond, Metrics.PublishP99, Metrics.LatencyP99];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("fanout-full", "1,000 subscribers at full speed, 16 publishers, 300 bytes", s_delivery,
            [new ScenarioCase("", [.. s_all, "pubsub-ws", "pubsub-kafka", .. s_workstation]) { Subscribers = 1000, Seconds = 5 }]) { InQuick = true },

        new("full-20000", "20,000 publishes and more at full speed to 1,000 subscribers, in 15 s",
            [Metrics.Publishes, Metrics.Seconds, Metrics.DeliveriesPerSecond, Metrics.FallenOut, Metrics.Paced, Metrics.MemoryGrowth, Metrics.MemoryPeak],
            [new ScenarioCase("", "pubsub") { Subscribers = 1000, Seconds = 15, Warmup = 5 }]) { Repeat = 2 },

        new("rate-50", "1,000 subscribers at 50 publishes a second", s_latency,
            [new ScenarioCase("", [.. s_all, .. s_workstation]) { Subscribers = 1000, Rate = 50, Seconds = 5 }]) { InQuick = true },

        new("rate-250", "1,000 subscribers at 250 publishes a second (far beyond tRPC)", s_latency,
            [new ScenarioCase("", ["pubsub", "pubsub-ws", "pubsub-redis", "pubsub-kafka", "pubsub-tick0", "signalr-sse", "signalr-ws", "sse", "nchan", "floor", .. s_workstation]) { Subscribers = 1000, Rate = 250, Seconds = 4 }]) { InQuick = true },

        new("one-subscriber", "16 publishing connections at full speed, one subscriber", s_publish,
            [new ScenarioCase("", ["pubsub", .. s_bare, "signalr-sse", "sse", "nchan", "trpc", "floor"]) { Subscribers = 1, Seconds = 4, Warmup = 10 }]) { InQuick = true },

        new("publish-action", "16 publishing connections, one subscriber: validation, action and idempotency key", s_publish,
            [new ScenarioCase("", ["pubsub-action", .. s_bare]) { Subscribers = 1, Seconds = 4, Warmup = 10, Payload = 100 }]) { InQuick = true },

        new("payload", "payloads of 100 B and 8 KiB to 1,000 subscribers at full speed (300 B: fanout-full)", s_delivery,
            [.. from bytes in new[] { 100, 8192 }
                select new ScenarioCase($"{bytes} B", "pubsub", "signalr-sse", "sse", "nchan", "floor") { Subscribers = 1000, Payload = bytes, Seconds = 3 }]) { Repeat = 2 },

        new("tls", "100 subscribers at 100 publishes a second and at full speed, by a client in C#", [Metrics.CpuPerDelivery, Metrics.DeliveriesPerSecond, Metrics.LatencyP50, Metrics.LatencyP99],
            [
                new ScenarioCase("100/s", "pubsub-http1", "pubsub-tls", "pubsub-h2") { Subscribers = 100, Publishers = 4, Rate = 100, Seconds = 3 },
                new ScenarioCase("full speed", "pubsub-http1", "pubsub-tls", "pubsub-h2") { Subscribers = 100, Publishers = 4, Seconds = 3 },
            ]) { Repeat = 2 },
    ];
}
