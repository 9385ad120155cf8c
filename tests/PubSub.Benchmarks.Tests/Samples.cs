using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Tests;

/// <summary>Runs as the tests need them.</summary>
internal static class Samples
{
    public static ScenarioCase Case { get; } = new("", "pubsub", "sse") { Subscribers = 10, Seconds = 5 };

    public static LoadResult Result(double value) => new()
    {
        DeliveriesPerSecond = value,
        PublishesPerSecond = value,
        Publishes = (long)value,
        Seconds = value,
        CpuMicrosPerDelivery = value,
        CpuMicrosPerPublish = value,
        LatencyMicros = new LoadLatency(value * 1000, value * 1000, value * 1000, value * 1000),
        PublishLatencyMicros = new LoadLatency(value * 1000, value * 1000, value * 1000, value * 1000),
        ServerRssKiB = new LoadMemory(value, value, value, value),
        RssKiBPerConnection = value,
        ConnectsPerSecond = value,
        CaughtUpSeconds = value,
        ConnectSecondsWithoutBacklog = value,
        LiveSeconds = value,
        BeyondConnectingToLive = value,
    };

    public static RunRecord Run(string server, double value, string scenario = "s", string @case = "") =>
        new(new CaseKey(scenario, @case, server), 1, Result(value), null);

    public static RunRecord VoidRun(string server, double value, string failure) => Run(server, value) with { Failure = failure };

    public static ResultSet Results(params RunRecord[] runs)
    {
        var results = new ResultSet();
        foreach (RunRecord run in runs) results.Add(Case, run);
        return results;
    }
}
