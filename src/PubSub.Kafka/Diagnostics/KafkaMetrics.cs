using System.Diagnostics.Metrics;

namespace PubSub.Kafka.Diagnostics;

/// <summary>The names of what is measured. Tags have few values: topics, never addresses.</summary>
internal static class KafkaMetrics
{
    public const string MeterName = "PubSub.Kafka";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_received =
        s_meter.CreateCounter<long>("pubsub.kafka.records.received", "{record}", "Records that live reading took from the topics.");

    private static readonly Counter<long> s_skipped =
        s_meter.CreateCounter<long>("pubsub.kafka.records.skipped", "{record}", "Records that are no events: foreign or corrupt.");

    private static readonly Counter<long> s_scans =
        s_meter.CreateCounter<long>("pubsub.kafka.log.passes", "{pass}", "Passes over a partition's log, for history that is no longer in memory.");

    private static readonly Counter<long> s_epochs =
        s_meter.CreateCounter<long>("pubsub.kafka.epochs.begun", "{epoch}", "Lives of topics that this node has begun to read.");

    public static void Received(string topic) => s_received.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", topic));

    public static void Skipped(string topic) => s_skipped.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", topic));

    public static void ScanStarted() => s_scans.Add(1);

    public static void EpochBegun(string topic) => s_epochs.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", topic));
}
