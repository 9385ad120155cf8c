using System.Globalization;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What each figure becomes when subscribers and channels grow.</summary>
internal static class GrowthScenarios
{
    /// <summary>The case without a subscriber, whose CPU per publish the others' is net of.</summary>
    public const string NoSubscriber = "0";

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

    /// <summary>Deliveries a second that are asked for, whatever the number of subscribers; one publisher's connection takes no more than <see cref="MostPublishes"/> to reach it.</summary>
    private const int Deliveries = 50_000;

    private const int MostPublishes = 5_000;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("growth-subscribers", "1 to 10,000 subscribers at 50,000 deliveries a second (and at most 5,000 publishes)",
            [Metrics.CpuPerDelivery, Metrics.CpuPerPublish, Metrics.DeliveriesPerSecond, Metrics.LatencyP50, Metrics.LatencyP99],
            [
                new ScenarioCase(NoSubscriber, "pubsub") { Rate = 500, Seconds = 6 },
                .. from subscribers in new[] { 1, 10, 100, 1_000, 10_000 }
                   select new ScenarioCase(Name(subscribers), "pubsub", "signalr-sse", "sse")
                   {
                       Subscribers = subscribers, Rate = Math.Min(Deliveries / subscribers, MostPublishes), Seconds = 6,
                   },
            ]) { Repeat = 2 },

        new("growth-channels", "1 to 10,000 channels without subscribers, at full speed", [Metrics.CpuPerPublish, Metrics.PublishesPerSecond, Metrics.PublishP99],
            [.. from channels in new[] { 1, 10, 100, 1_000, 10_000 } select new ScenarioCase(Name(channels), "pubsub") { Channels = channels, Seconds = 5 }]),

        new(QuietChannels, "100,000 quiet channels: 1,563 streams, with one channel for all or 64 of its own each", [Metrics.MemoryMiB, Metrics.ConnectsPerSecond],
            [
                Quiet(OneChannel) with { Channels = 1 },
                Quiet(OwnChannels) with { Channels = QuietStreams * ChannelsPerStream, ChannelsPerStream = ChannelsPerStream },
            ]) { Repeat = 2 },
    ];

    public static string Name(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static ScenarioCase Quiet(string name) =>
        new(name, "pubsub-http1") { Subscribers = QuietStreams, Idle = true, Publishers = 0, Warmup = 0, Seconds = 10 };
}
