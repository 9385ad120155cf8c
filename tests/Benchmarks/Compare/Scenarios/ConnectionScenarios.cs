using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What connections cost, and how those that misbehave or come back are treated.</summary>
internal static class ConnectionScenarios
{
    /// <summary>The case without those that never read: as many that do.</summary>
    public const string NoneMute = "900, all read";

    /// <summary>The case with those that never read.</summary>
    public const string SomeMute = "1,000, 100 never read";

    private const int Healthy = 900;

    /// <summary>The same of other servers, once.</summary>
    private const string PeersMute = "1,000, 100 never read: others";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("idle-5000", "5,000 idle connections", [Metrics.KiBPerConnection, Metrics.ConnectsPerSecond],
            [
                new ScenarioCase(
                    "", "pubsub", "pubsub-ws", "signalr-sse", "signalr-ws", "sse", "idle", "nchan", "trpc", "floor", "signalr-sse-workstation", "idle-workstation", "idle-tuned")
                {
                    Subscribers = 5000, Idle = true, Seconds = 2, Publishers = 0, Warmup = 0,
                },
            ]) { InQuick = true, Repeat = 2 },

        new("mute-100", "900 subscribers at 250 publishes a second, without and with 100 more that never read (these for 60 s)",
            [Metrics.LatencyP50, Metrics.LatencyP99, Metrics.PublishLateMax, Metrics.CpuPerDelivery, Metrics.FallenOut, Metrics.MemoryGrowth, Metrics.MemoryPeak],
            [
                Mute(NoneMute, 0, 20, "pubsub"),
                Mute(SomeMute, 100, 60, "pubsub"),
                Mute(PeersMute, 100, 10, "signalr-sse", "sse", "nchan") with { AtMost = 1 },
            ]) { Repeat = 2 },

        new("resume-2000", "2,000 subscribers cut at once, with 500 events each to catch up (tRPC would need minutes to deliver that many)",
            [Metrics.CaughtUpSeconds, Metrics.ConnectSeconds, Metrics.LiveSeconds, Metrics.BeyondConnectingToLive, Metrics.FallenOut],
            [new ScenarioCase("", "pubsub", "nchan") { Subscribers = 2000, Backlog = 500, ChannelPrefix = "ledger:", Warmup = 0, Seconds = 12 }]) { Repeat = 2 },
    ];

    private static ScenarioCase Mute(string name, int mute, int seconds, params string[] servers) =>
        new(name, servers) { Subscribers = Healthy + mute, Mute = mute, Rate = 250, Seconds = seconds };
}
