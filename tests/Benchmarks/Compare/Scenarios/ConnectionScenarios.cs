using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What connections cost, and how those that misbehave or come back are treated.</summary>
internal static class ConnectionScenarios
{
    /// <summary>The case without those that never read.</summary>
    public const string NoneMute = "all read";

    /// <summary>The case with those that never read.</summary>
    public const string SomeMute = "100 never read";

    /// <summary>The same of other servers, once.</summary>
    private const string PeersMute = "100 never read: others";

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

        new("mute-100", "1,000 subscribers at 250 publishes a second for 60 s, with and without 100 that never read",
            [Metrics.LatencyP50, Metrics.LatencyP99, Metrics.CpuPerDelivery, Metrics.FallenOut, Metrics.MemoryGrowth, Metrics.MemoryPeak],
            [
                Mute(NoneMute, 0, "pubsub"),
                Mute(SomeMute, 100, "pubsub"),
                Mute(PeersMute, 100, "signalr-sse", "sse", "nchan") with { AtMost = 1 },
            ]) { Repeat = 2 },

        new("resume-2000", "2,000 subscribers cut at once, with 500 events each to catch up (tRPC would need minutes to deliver that many)",
            [Metrics.CaughtUpSeconds, Metrics.ConnectSeconds, Metrics.LiveSeconds, Metrics.BeyondConnectingToLive, Metrics.FallenOut],
            [new ScenarioCase("", "pubsub", "nchan") { Subscribers = 2000, Backlog = 500, ChannelPrefix = "ledger:", Warmup = 0, Seconds = 12 }]),
    ];

    private static ScenarioCase Mute(string name, int mute, params string[] servers) =>
        new(name, servers) { Subscribers = 1000, Mute = mute, Rate = 250, Seconds = 60 };
}
