using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What connections cost, and how those that misbehave or come back are treated.</summary>
internal static class ConnectionScenarios
{
    /// <summary>The case without those that never read.</summary>
    public const string NoneMute = "all read";

    /// <summary>The case with those that never read.</summary>
    public const string SomeMute = "100 never read";

    /// <summary>The case in which every subscriber was cut.</summary>
    public const string CutAndResume = "cut, 500 events to catch up";

    /// <summary>The case in which the same bytes are delivered live.</summary>
    public const string SameLive = "the same bytes live";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("idle-5000", "5,000 idle connections", [Metrics.KiBPerConnection, Metrics.ConnectsPerSecond],
            [
                new ScenarioCase(
                    "", "pubsub", "signalr-sse", "signalr-ws", "sse", "idle", "nchan", "trpc", "floor", "signalr-sse-workstation", "sse-workstation", "idle-workstation")
                {
                    Subscribers = 5000, Idle = true, Seconds = 5, Publishers = 0, Warmup = 0,
                },
            ]) { InQuick = true },

        new("many-channels", "2,000 channels with one subscriber each, at full speed", [Metrics.DeliveriesPerSecond, Metrics.CpuPerDelivery, Metrics.LatencyP50, Metrics.LatencyP99],
            [new ScenarioCase("", "pubsub", "signalr-sse", "signalr-ws", "sse", "nchan", "trpc", "floor") { Subscribers = 2000, Channels = 2000, Seconds = 6 }]) { Repeat = 2 },

        new("mute-100", "1,000 subscribers at 100 publishes a second for 60 s, with and without 100 that never read",
            [Metrics.LatencyP50, Metrics.LatencyP99, Metrics.CpuPerDelivery, Metrics.FallenOut, Metrics.MemoryGrowth, Metrics.MemoryPeak],
            [
                Mute(NoneMute, 0) with { Servers = ["pubsub"] },
                Mute(SomeMute, 100),
            ]) { Repeat = 2 },

        new("resume-2000", "2,000 subscribers cut at once, with 500 events each to catch up",
            [Metrics.CatchUpSeconds, Metrics.ConnectSeconds, Metrics.Seconds, Metrics.FallenOut],
            [
                new ScenarioCase(CutAndResume, "pubsub", "nchan", "trpc") { Subscribers = 2000, Backlog = 500, ChannelPrefix = "ledger:", Warmup = 0, Seconds = 10 },
                new ScenarioCase(SameLive, "pubsub", "nchan", "trpc") { Subscribers = 2000, Count = 500, ChannelPrefix = "ledger:", Warmup = 0, Seconds = 10 },
            ]),
    ];

    private static ScenarioCase Mute(string name, int mute) =>
        new(name, "pubsub", "signalr-sse", "sse", "nchan") { Subscribers = 1000, Mute = mute, Rate = 100, Seconds = 60 };
}
