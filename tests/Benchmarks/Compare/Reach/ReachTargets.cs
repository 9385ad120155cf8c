using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;
using static PubSub.Benchmarks.Compare.Reach.Bound;
using static PubSub.Benchmarks.Compare.Servers.ServerCatalog;

namespace PubSub.Benchmarks.Compare.Reach;

/// <summary>What the server is to reach, on a two-core machine, as ratios of medians within one run.</summary>
internal static class ReachTargets
{
    private const string Tick = "pubsub-tick5";
    private static readonly string[] s_dotnetPeers = ["signalr-sse", "signalr-ws", "sse"];

    public static IReadOnlyList<ReachRow> All { get; } =
    [
        Full("SignalR's (SSE)", 20, "signalr-sse"),
        Full("SignalR's (WebSocket)", 20, "signalr-ws"),
        Full("nchan's", 25, "nchan"),
        Full("TypedResults.ServerSentEvents'", 10, "sse"),
        Full("the C floor's", 15, "floor"),
        new("full speed: CPU per delivery", "SignalR's (SSE)", AtMost, 1 / 20.0, r => r.Ratio(Metrics.CpuPerDelivery, "fanout-full", "", Reference, "signalr-sse")),
        new("full speed: CPU per delivery", "SignalR's (WebSocket)", AtMost, 1 / 20.0, r => r.Ratio(Metrics.CpuPerDelivery, "fanout-full", "", Reference, "signalr-ws")),

        new("250/s: p99", "TypedResults.ServerSentEvents'", AtMost, 1, r => r.Ratio(Metrics.LatencyP99, "rate-250", "", Reference, "sse")),
        new("250/s: CPU per delivery", "SignalR's (SSE)", AtMost, 0.8, r => r.Ratio(Metrics.CpuPerDelivery, "rate-250", "", Reference, "signalr-sse")),
        new("250/s, 5 ms tick: CPU per delivery", "SignalR's (SSE)", AtMost, 0.5, r => r.Ratio(Metrics.CpuPerDelivery, "rate-250", "", Tick, "signalr-sse")),
        new("50/s: p50", "the best .NET peer's", AtMost, 1.25, r => ToBest(r, Metrics.LatencyP50, "rate-50")),
        new("50/s: p99", "the best .NET peer's", AtMost, 1.25, r => ToBest(r, Metrics.LatencyP99, "rate-50")),

        new("broadcast publish: CPU", "a bare minimal API's", AtMost, 1.2, r => r.Ratio(Metrics.CpuPerPublish, "one-subscriber", "", Reference, "bare")),
        new("publish with validation, action, idempotency: CPU", "a bare minimal API's", AtMost, 1.8, r => r.Ratio(Metrics.CpuPerPublish, "publish-action", "", "pubsub-action", "bare")),

        new("idle connection: memory", "SignalR's (SSE)", AtMost, 0.7, r => r.Ratio(Metrics.KiBPerConnection, "idle-5000", "", Reference, "signalr-sse")),
        new("idle connection: memory", "SignalR's (SSE), workstation GC", AtMost, 0.7, r => r.Ratio(Metrics.KiBPerConnection, "idle-5000", "", Reference, "signalr-sse-workstation")),
        new("idle connection: memory", "a bare Kestrel stream's", AtMost, 1.1, r => r.Ratio(Metrics.KiBPerConnection, "idle-5000", "", Reference, "idle")),
        new("idle connection: memory", "a bare Kestrel stream's, workstation GC", AtMost, 1.1, r => r.Ratio(Metrics.KiBPerConnection, "idle-5000", "", Reference, "idle-workstation")),

        new("20,000 publishes at full speed: publishes", "", AtLeast, 20_000, r => r.Median(Metrics.Publishes, "full-20000", "", Reference)),
        new("20,000 publishes at full speed: seconds", "", AtLeast, 10, r => r.Median(Metrics.Seconds, "full-20000", "", Reference)),
        new("20,000 publishes at full speed: subscribers that fell out", "", AtMost, 0, r => r.Median(Metrics.FallenOut, "full-20000", "", Reference)),
        new("20,000 publishes at full speed: memory", "its start", AtMost, 1.2, r => r.Median(Metrics.MemoryGrowth, "full-20000", "", Reference)),

        new("100 of 1,000 never read: the others' p99", "that without them", AtMost, 1.2, r => WithMute(r, Metrics.LatencyP99)),
        new("100 of 1,000 never read: memory over 60 s", "its start", AtMost, 1.2, r => r.Median(Metrics.MemoryGrowth, "mute-100", ConnectionScenarios.SomeMute, Reference)),

        new("2,000 resume: time beyond connecting", "delivering the same bytes live", AtMost, 2, r => r.Median(Metrics.BeyondConnectingToLive, "resume-2000", "", Reference)),

        new("growth: CPU per delivery net of the publish, 10,000 subscribers", "that of 100", AtMost, 1.2, NetDelivery),
        new("growth: CPU per publish, 10,000 channels without subscribers", "that of one", AtMost, 1.5, r => Divide(
            r.Median(Metrics.CpuPerPublish, "growth-channels", GrowthScenarios.Name(10_000), Reference), r.Median(Metrics.CpuPerPublish, "growth-channels", GrowthScenarios.Name(1), Reference))),
        new("100,000 quiet channels: KiB a channel beyond its connection", "", AtMost, 1, QuietChannel),
    ];

    private static ReachRow Full(string of, double times, string peer) =>
        new("full speed: deliveries a second", of, AtLeast, times, r => r.Ratio(Metrics.DeliveriesPerSecond, "fanout-full", "", Reference, peer));

    private static double? ToBest(ResultSet results, Metric metric, string scenario)
    {
        double[] peers = [.. s_dotnetPeers.Select(peer => results.Median(metric, scenario, "", peer)).OfType<double>()];
        return peers.Length == 0 ? null : Divide(results.Median(metric, scenario, "", Reference), peers.Min());
    }

    private static double? WithMute(ResultSet results, Metric metric) => Divide(
        results.Median(metric, "mute-100", ConnectionScenarios.SomeMute, Reference),
        results.Median(metric, "mute-100", ConnectionScenarios.NoneMute, Reference));

    private static double? NetDelivery(ResultSet results) => Divide(Net(results, GrowthScenarios.Many), Net(results, GrowthScenarios.Some));

    /// <summary>The CPU time of a delivery without its share of the publish, whose cost is taken from publishing as often to no subscriber.</summary>
    private static double? Net(ResultSet results, int subscribers) =>
        results.Median(Metrics.CpuPerDelivery, "growth-subscribers", GrowthScenarios.Name(subscribers), Reference)
        - results.Median(Metrics.CpuPerPublish, "growth-subscribers", GrowthScenarios.WithoutSubscriber(subscribers), Reference) / subscribers;

    /// <summary>In KiB: what the process holds more of when its streams have channels of their own, for each channel.</summary>
    private static double? QuietChannel(ResultSet results) =>
        (results.Median(Metrics.MemoryMiB, GrowthScenarios.QuietChannels, GrowthScenarios.OwnChannels, "pubsub-http1")
            - results.Median(Metrics.MemoryMiB, GrowthScenarios.QuietChannels, GrowthScenarios.OneChannel, "pubsub-http1"))
        * 1024 / (GrowthScenarios.QuietStreams * GrowthScenarios.ChannelsPerStream);

    private static double? Divide(double? value, double? by) => by is { } divisor and not 0 ? value / divisor : null;
}
