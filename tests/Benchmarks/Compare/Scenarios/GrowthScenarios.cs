using System.Globalization;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What each figure becomes when subscribers and channels grow.</summary>
internal static class GrowthScenarios
{
    /// <summary>The scenario of channels on which nothing happens.</summary>
    public const string QuietChannels = "quiet-channels-100000";

    /// <summary>The case of 64 channels of its own for each stream.</summary>
    public const string OwnChannels = "64 channels each";

    /// <summary>The case of as many streams on one channel.</summary>
    public const string OneChannel = "one channel for all";

    /// <summary>Few enough for the usual limit of open files.</summary>
    public const int QuietStreams = 1563;

    /// <summary>As many as a stream may have.</summary>
    public const int ChannelsPerStream = 64;

    /// <summary>The number of subscribers that the cost of a delivery to <see cref="Many"/> is compared with.</summary>
    public const int Some = 100;

    /// <summary>The most subscribers, or channels.</summary>
    public const int Many = 10_000;

    /// <summary>The most channels that have a subscriber each.</summary>
    private const int MostHeard = 2_000;

    /// <summary>Deliveries a second, whatever the number of subscribers; a few subscribers get fewer, because that many publishes are not asked for.</summary>
    private const int Deliveries = 50_000;

    private const int MostPublishes = 5_000;

    /// <summary>Five publishes a second for a few seconds leave a server as it was started; what is subtracted must be as warm as what it is subtracted from.</summary>
    private const int DrillSeconds = 3;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("growth-subscribers", "1 to 10,000 subscribers at 50,000 deliveries a second (and at most 5,000 publishes)",
            [Metrics.CpuPerDelivery, Metrics.CpuPerPublish, Metrics.DeliveriesPerSecond, Metrics.LatencyP50, Metrics.LatencyP99, Metrics.PublishLateMax],
            [
                .. from subscribers in new[] { Some, Many }
                   select new ScenarioCase(WithoutSubscriber(subscribers), "pubsub") { Rate = RateOf(subscribers), Drill = DrillSeconds, Warmup = 3, Seconds = 4 },
                .. from subscribers in new[] { 1, 10, Some, 1_000, Many }
                   select new ScenarioCase(Name(subscribers), ServersFor(subscribers)) { Subscribers = subscribers, Rate = RateOf(subscribers), Drill = DrillSeconds, Warmup = 3, Seconds = 4 },
            ]) { Repeat = 2 },

        new("growth-channels", "1 to 10,000 channels without subscribers, at full speed; with history a channel keeps what was published", [Metrics.CpuPerPublish, Metrics.PublishesPerSecond, Metrics.PublishP99],
            [
                Unheard(Name(1), 1, "signalr-sse"),
                .. from channels in new[] { 10, 100, 1_000 } select Unheard(Name(channels), channels),
                Unheard(Name(Many), Many, "signalr-sse"),
                .. from channels in new[] { 1, 100, Many } select Unheard(WithHistory(channels), channels) with { ChannelPrefix = "ledger:" },
            ]) { Repeat = 2 },

        new("many-channels", "1 to 2,000 channels with one subscriber each, at full speed: every publish is one delivery", [Metrics.CpuPerDelivery, Metrics.DeliveriesPerSecond, Metrics.LatencyP50, Metrics.LatencyP99],
            [
                Heard(1, "pubsub", "signalr-sse", "floor"),
                Heard(100, "pubsub", "signalr-sse", "floor"),
                Heard(MostHeard, "pubsub", "signalr-sse", "sse", "nchan", "trpc", "floor"),
            ]) { Repeat = 2 },

        new(QuietChannels, "100,000 quiet channels: 1,563 streams, with one channel for all or 64 of its own each", [Metrics.MemoryMiB, Metrics.ConnectsPerSecond],
            [
                Quiet(OneChannel) with { Channels = 1 },
                Quiet(OwnChannels) with { Channels = QuietStreams * ChannelsPerStream, ChannelsPerStream = ChannelsPerStream },
            ]) { Repeat = 2 },
    ];

    /// <summary>The case that publishes as often as the one of so many subscribers, and to none: what the deliveries' cost is net of.</summary>
    public static string WithoutSubscriber(int subscribers) => $"0, {Name(RateOf(subscribers))} publishes/s";

    /// <summary>The case of so many subscribers or channels.</summary>
    public static string Name(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The case of so many channels with history.</summary>
    public static string WithHistory(int channels) => $"{Name(channels)}, with history";

    // The floor tells how much of the growth is the kernel's.
    private static string[] ServersFor(int subscribers) => subscribers switch
    {
        Some => ["pubsub", "floor"],
        Many => ["pubsub", "signalr-sse", "floor"],
        _ => ["pubsub"],
    };

    private static int RateOf(int subscribers) => Math.Min(Deliveries / subscribers, MostPublishes);

    private static ScenarioCase Unheard(string name, int channels, params string[] peers) => new(name, ["pubsub", .. peers]) { Channels = channels, Seconds = 2 };

    private static ScenarioCase Heard(int channels, params string[] servers) => new(Name(channels), servers) { Subscribers = channels, Channels = channels, Warmup = 3, Seconds = 3 };

    private static ScenarioCase Quiet(string name) =>
        new(name, "pubsub-http1") { Subscribers = QuietStreams, Idle = true, Publishers = 0, Warmup = 0, Seconds = 10 };
}
