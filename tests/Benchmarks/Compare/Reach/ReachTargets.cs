using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;
using static PubSub.Benchmarks.Compare.Reach.Bound;
using static PubSub.Benchmarks.Compare.Servers.ServerCatalog;

namespace PubSub.Benchmarks.Compare.Reach;

/// <summary>What the server is to reach, on a two-core machine, as ratios of medians within one run.</summary>
internal static class ReachTargets
{
    private const string QuietServer = "pubsub-http1";

    /// <summary>What the growth of subscribers is judged by, each with the publishes to nobody that it is net of.</summary>
    private static readonly CaseKey[] s_growth =
    [
        .. from subscribers in new[] { GrowthScenarios.Some, GrowthScenarios.Many }
           from @case in new[] { GrowthScenarios.Name(subscribers), GrowthScenarios.WithoutSubscriber(subscribers) }
           select Own("growth-subscribers", @case),
    ];

    private static readonly string[] s_dotnetPeers = ["signalr-sse", "signalr-ws", "sse", "signalr-sse-workstation", "sse-workstation"];

    public static IReadOnlyList<ReachRow> All { get; } =
    [
        Full("SignalR's (SSE)", 20, "signalr-sse"),
        Full("SignalR's (WebSocket)", 20, "signalr-ws"),
        Full("nchan's", 25, "nchan"),
        Full("TypedResults.ServerSentEvents'", 10, "sse"),
        Full("the C floor's", 15, "floor"),
        Ratio("full speed: CPU per delivery", "SignalR's (SSE)", AtMost, 1 / 20.0, Metrics.CpuPerDelivery, "fanout-full", Reference, "signalr-sse"),
        Ratio("full speed: CPU per delivery", "SignalR's (WebSocket)", AtMost, 1 / 20.0, Metrics.CpuPerDelivery, "fanout-full", Reference, "signalr-ws"),

        Ratio("250/s: p99", "TypedResults.ServerSentEvents'", AtMost, 1, Metrics.LatencyP99, "rate-250", Reference, "sse"),
        Ratio("250/s: p99", "TypedResults.ServerSentEvents', workstation GC", AtMost, 1, Metrics.LatencyP99, "rate-250", Reference, "sse-workstation"),
        Ratio("250/s: CPU per delivery", "SignalR's (SSE)", AtMost, 0.8, Metrics.CpuPerDelivery, "rate-250", Reference, "signalr-sse"),
        // The default flush tick is the one of 5 ms that this figure asks for.
        Ratio("250/s, 5 ms tick: CPU per delivery", "SignalR's (SSE)", AtMost, 0.5, Metrics.CpuPerDelivery, "rate-250", Reference, "signalr-sse"),
        ToBest("50/s: p50", 1.25, Metrics.LatencyP50, "rate-50"),
        ToBest("50/s: p99", 1.25, Metrics.LatencyP99, "rate-50"),

        .. Publish("broadcast publish: CPU", 1.2, "one-subscriber", Reference),
        .. Publish("publish with validation, action, idempotency: CPU", 1.8, "publish-action", "pubsub-action"),

        Ratio("idle connection: memory", "SignalR's (SSE)", AtMost, 0.7, Metrics.KiBPerConnection, "idle-5000", Reference, "signalr-sse"),
        Ratio("idle connection: memory", "SignalR's (SSE), workstation GC", AtMost, 0.7, Metrics.KiBPerConnection, "idle-5000", Reference, "signalr-sse-workstation"),
        Ratio("idle connection: memory", "a bare Kestrel stream's", AtMost, 1.1, Metrics.KiBPerConnection, "idle-5000", Reference, "idle"),
        Ratio("idle connection: memory", "a bare Kestrel stream's, workstation GC", AtMost, 1.1, Metrics.KiBPerConnection, "idle-5000", Reference, "idle-workstation"),
        Ratio("idle connection: memory", "a bare Kestrel stream's, workstation GC, inline scheduling", AtMost, 1.1, Metrics.KiBPerConnection, "idle-5000", Reference, "idle-tuned"),

        Median("20,000 publishes at full speed: publishes within 15 s", "", AtLeast, 20_000, Metrics.Publishes, "full-20000", ""),
        FallenOut("20,000 publishes at full speed: subscribers that fell out", "full-20000", ""),
        Median("20,000 publishes at full speed: memory", "its start", AtMost, 1.2, Metrics.MemoryGrowth, "full-20000", ""),

        Broker("publishing through Redis", "the bare client's", AtLeast, 0.7, Metrics.PublishesPerSecond, BrokerScenarios.Publish, BrokerScenarios.Redis, RedisNode, RedisClient),
        Broker("publishing through Kafka", "the bare client's", AtLeast, 0.7, Metrics.PublishesPerSecond, BrokerScenarios.Publish, BrokerScenarios.Kafka, KafkaNode, KafkaClient),
        Broker("full speed, on Redis: deliveries a second", "those in memory", AtLeast, 1 / 1.3, Metrics.DeliveriesPerSecond, "fanout-full", "", "pubsub-redis", Reference),
        Broker("250/s, on Redis: CPU per delivery", "that in memory", AtMost, 1.3, Metrics.CpuPerDelivery, "rate-250", "", "pubsub-redis", Reference),

        new("100 of 1,000 never read: the others' p99", "that of 900 without them", AtMost, 1.2, r => WithMute(r, Metrics.LatencyP99), Own("mute-100", ConnectionScenarios.SomeMute), Own("mute-100", ConnectionScenarios.NoneMute)),
        FallenOut("100 of 1,000 never read: others that fell out", "mute-100", ConnectionScenarios.SomeMute),
        Median("100 of 1,000 never read: memory over 60 s", "its start", AtMost, 1.2, Metrics.MemoryGrowth, "mute-100", ConnectionScenarios.SomeMute),

        Median("2,000 resume: time beyond connecting", "delivering the same bytes live", AtMost, 2, Metrics.BeyondConnectingToLive, "resume-2000", ""),

        new("growth: CPU per delivery net of the publish, 10,000 subscribers", "that of 100", AtMost, 1.2, r => Divide(Net(r, GrowthScenarios.Many), Net(r, GrowthScenarios.Some)), s_growth),
        new("growth: the same, the publish not taken off", "that of 100", AtMost, 1.2, r => Divide(Raw(r, GrowthScenarios.Many), Raw(r, GrowthScenarios.Some)), s_growth) { IsJudged = false },
        new("growth: net CPU µs per delivery, 100 subscribers", "", AtMost, 0, r => Net(r, GrowthScenarios.Some), s_growth) { IsJudged = false },
        new("growth: net CPU µs per delivery, 10,000 subscribers", "", AtMost, 0, r => Net(r, GrowthScenarios.Many), s_growth) { IsJudged = false },
        Channels("growth: CPU per publish, 10,000 channels without subscribers", "that of one", GrowthScenarios.Name),
        Channels("growth: CPU per publish, 10,000 channels without subscribers, with history", "that of one with history", GrowthScenarios.WithHistory),
        new("100,000 quiet channels: KiB a channel beyond its connection", "", AtMost, 1, QuietChannel,
            Own(GrowthScenarios.QuietChannels, GrowthScenarios.OwnChannels, QuietServer), Own(GrowthScenarios.QuietChannels, GrowthScenarios.OneChannel, QuietServer)),
    ];

    private static ReachRow Full(string of, double times, string peer) =>
        Ratio("full speed: deliveries a second", of, AtLeast, times, Metrics.DeliveriesPerSecond, "fanout-full", Reference, peer);

    private static CaseKey Own(string scenario, string @case, string server = Reference) => new(scenario, @case, server);

    private static ReachRow Ratio(string figure, string of, Bound bound, double limit, Metric metric, string scenario, string own, string peer) =>
        new(figure, of, bound, limit, r => r.Ratio(metric, scenario, "", own, peer), Own(scenario, "", own));

    private static ReachRow Broker(string figure, string of, Bound bound, double limit, Metric metric, string scenario, string @case, string own, string other) =>
        new(figure, of, bound, limit, r => r.Ratio(metric, scenario, @case, own, other), Own(scenario, @case, own));

    private static ReachRow Median(string figure, string of, Bound bound, double limit, Metric metric, string scenario, string @case) =>
        new(figure, of, bound, limit, r => r.Median(metric, scenario, @case, Reference), Own(scenario, @case));

    /// <summary>Counted in void runs too, as a subscriber that falls out makes a run void.</summary>
    private static ReachRow FallenOut(string figure, string scenario, string @case) =>
        new(figure, "", AtMost, 0, r => r.Row(scenario, @case, Reference)?.Most(Metrics.FallenOut), Own(scenario, @case));

    private static ReachRow[] Publish(string figure, double limit, string scenario, string own) =>
    [
        Ratio(figure, "a bare minimal API's", AtMost, limit, Metrics.CpuPerPublish, scenario, own, "bare"),
        Ratio(figure, "a bare minimal API's, workstation GC", AtMost, limit, Metrics.CpuPerPublish, scenario, own, "bare-workstation"),
        Ratio(figure, "a bare minimal API's, workstation GC, inline scheduling", AtMost, limit, Metrics.CpuPerPublish, scenario, own, "bare-tuned"),
    ];

    private static ReachRow Channels(string figure, string of, Func<int, string> name)
    {
        string one = name(1), many = name(GrowthScenarios.Many);
        return new(figure, of, AtMost, 1.5,
            r => Divide(r.Median(Metrics.CpuPerPublish, "growth-channels", many, Reference), r.Median(Metrics.CpuPerPublish, "growth-channels", one, Reference)),
            Own("growth-channels", many), Own("growth-channels", one));
    }

    private static ReachRow ToBest(string figure, double limit, Metric metric, string scenario) =>
        new(figure, "the best .NET peer's", AtMost, limit, r => Divide(
            r.Median(metric, scenario, "", Reference), s_dotnetPeers.Min(peer => r.Median(metric, scenario, "", peer))), Own(scenario, ""));

    private static double? WithMute(ResultSet results, Metric metric) => Divide(
        results.Median(metric, "mute-100", ConnectionScenarios.SomeMute, Reference),
        results.Median(metric, "mute-100", ConnectionScenarios.NoneMute, Reference));

    /// <summary>The CPU time of a delivery without its share of the publish, whose cost is taken from publishing as often to no subscriber.</summary>
    private static double? Net(ResultSet results, int subscribers) =>
        Raw(results, subscribers)
        - results.Median(Metrics.CpuPerPublish, "growth-subscribers", GrowthScenarios.WithoutSubscriber(subscribers), Reference) / subscribers;

    /// <summary>The CPU time of a delivery with its share of the publish.</summary>
    private static double? Raw(ResultSet results, int subscribers) =>
        results.Median(Metrics.CpuPerDelivery, "growth-subscribers", GrowthScenarios.Name(subscribers), Reference);

    /// <summary>In KiB: what the process holds more of when its streams have channels of their own, for each channel.</summary>
    private static double? QuietChannel(ResultSet results) =>
        (results.Median(Metrics.MemoryMiB, GrowthScenarios.QuietChannels, GrowthScenarios.OwnChannels, QuietServer)
            - results.Median(Metrics.MemoryMiB, GrowthScenarios.QuietChannels, GrowthScenarios.OneChannel, QuietServer))
        * 1024 / (GrowthScenarios.QuietStreams * GrowthScenarios.ChannelsPerStream);

    private static double? Divide(double? value, double? by) => by is { } divisor and not 0 ? value / divisor : null;
}
