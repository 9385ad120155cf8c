using System.Globalization;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>What each figure becomes when subscribers and channels grow.</summary>
internal static class GrowthScenarios
{
    /// <summary>The case without a subscriber, whose CPU per publish the others' is net of.</summary>
    public const string NoSubscriber = "0";

    /// <summary>The case of as many channels as subscribers.</summary>
    public const string OwnChannels = "a channel each";

    /// <summary>The case of as many subscribers on one channel.</summary>
    public const string OneChannel = "one channel";

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

        new("quiet-channels-100000", "100,000 quiet connections, on one channel and on a channel each", [Metrics.KiBPerConnection, Metrics.ConnectsPerSecond, Metrics.MemoryPeak],
            [
                Quiet(OneChannel) with { Channels = 1 },
                Quiet(OwnChannels) with { Channels = 100_000 },
            ]) { Repeat = 1 },
    ];

    public static string Name(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static ScenarioCase Quiet(string name) =>
        new(name, "pubsub") { Subscribers = 100_000, Idle = true, Publishers = 0, Warmup = 0, Seconds = 10, SourceAddresses = 5 };
}
