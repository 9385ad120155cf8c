using System.Diagnostics.Metrics;

namespace PubSub.Redis.Diagnostics;

/// <summary>The names of what is measured. Tags have few values, never addresses.</summary>
internal static class RedisMetrics
{
    public const string MeterName = "PubSub.Redis";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_skipped =
        s_meter.CreateCounter<long>("pubsub.redis.skipped", "{entry}", "Messages and history entries that were no events.");

    private static readonly Counter<long> s_disturbances =
        s_meter.CreateCounter<long>("pubsub.redis.disturbances", "{disturbance}", "Times when live events may have been lost.");

    public static void SkippedMessage() => s_skipped.Add(1, new KeyValuePair<string, object?>("pubsub.redis.source", "live"));

    public static void SkippedEntry() => s_skipped.Add(1, new KeyValuePair<string, object?>("pubsub.redis.source", "history"));

    public static void Disturbed() => s_disturbances.Add(1);
}
