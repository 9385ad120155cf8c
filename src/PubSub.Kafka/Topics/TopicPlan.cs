using System.Globalization;
using Confluent.Kafka.Admin;

namespace PubSub.Kafka.Topics;

/// <summary>How a topic must be, and the commands that make it so.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it is made with.</param>
/// <param name="Required">The settings that it must have.</param>
/// <param name="Retention">How long it keeps events when it is made; null for a compacted topic.</param>
/// <param name="LeastRetention">The shortest retention that will do, or null for any.</param>
/// <param name="LeastMessageBytes">The size of record that it should take; 0 for any.</param>
internal sealed record TopicPlan(
    string Name, int Partitions, IReadOnlyDictionary<string, string> Required, TimeSpan? Retention, TimeSpan? LeastRetention, int LeastMessageBytes)
{
    // What an event's name, address and metadata may take beside its payload, and more.
    private const int EnvelopeBytes = 16 * 1024;

    private static readonly TimeSpan s_shortestSegment = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestSegment = TimeSpan.FromDays(7);

    /// <summary>All topics of an adapter.</summary>
    public static IReadOnlyList<TopicPlan> Of(KafkaOptions options, TopicMap topics, ContractDemands demands)
    {
        int bytes = demands.MaxPayloadBytes > 0 ? demands.MaxPayloadBytes + EnvelopeBytes : 0;
        return
        [
            .. topics.All.Where(topic => !topic.IsLive).Select(topic => OfEvents(topic.Name, demands.LongestIn(topic, topics))),
            new TopicPlan(options.LiveTopic, options.Partitions, Policy("delete"), options.LiveRetention, null, bytes),
            new TopicPlan(options.EpochTopic, 1, Policy("compact"), null, null, 0),
        ];

        TopicPlan OfEvents(string name, TimeSpan? longest) => new(
            name, options.Partitions, Policy("delete"), longest is { } most && most > options.TopicRetention ? most : options.TopicRetention, longest, bytes);
    }

    /// <summary>The topic to create.</summary>
    public TopicSpecification Specification(short replicationFactor) => new()
    {
        Name = Name,
        NumPartitions = Partitions,
        ReplicationFactor = replicationFactor,
        Configs = AllSettings().ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>The command that creates the topic.</summary>
    public string CreateCommand(string bootstrapServers) =>
        string.Create(CultureInfo.InvariantCulture, $"kafka-topics.sh --bootstrap-server {bootstrapServers} --create --topic {Name} --partitions {Partitions} ") +
        string.Join(' ', AllSettings().Select(setting => $"--config {setting.Key}={setting.Value}"));

    /// <summary>What is wrong with a topic's settings: a sentence for each, with the command that mends it.</summary>
    public IEnumerable<string> ProblemsOf(IReadOnlyDictionary<string, string> actual, string bootstrapServers)
    {
        foreach ((string key, string wanted) in Required)
        {
            if (actual.TryGetValue(key, out string? found) && found != wanted)
                yield return $"Topic '{Name}' has {key}={found}, and {wanted} is needed: {AlterCommand(bootstrapServers, key, wanted)}";
        }

        if (LeastRetention is not { } least) yield break;
        if (NumberOf(actual, "retention.ms") is >= 0 and { } kept && kept < least.TotalMilliseconds)
        {
            yield return $"Topic '{Name}' keeps events for {TimeSpan.FromMilliseconds(kept)}, and a channel's contract promises {least}: " +
                AlterCommand(bootstrapServers, "retention.ms", Milliseconds(least));
        }

        if (NumberOf(actual, "retention.bytes") is >= 0 and { } bytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Topic '{Name}' keeps {bytes} bytes of a partition, and a channel's contract promises {least}: ") +
                AlterCommand(bootstrapServers, "retention.bytes", "-1");
        }
    }

    /// <summary>What may cost events or publishes, and is for the operator to decide: a sentence for each.</summary>
    public IEnumerable<string> ConcernsOf(IReadOnlyDictionary<string, string> actual, int replicas)
    {
        if (actual.GetValueOrDefault("unclean.leader.election.enable") == "true")
            yield return "unclean.leader.election.enable=true: a broker without the last events may come to lead, and they are lost";
        if (replicas > 1 && actual.GetValueOrDefault("min.insync.replicas") == "1")
            yield return string.Create(CultureInfo.InvariantCulture, $"min.insync.replicas=1: of its {replicas} replicas one is enough to acknowledge an event, which is lost with it");
        if (NumberOf(actual, "max.message.bytes") is { } largest && largest < LeastMessageBytes)
            yield return string.Create(CultureInfo.InvariantCulture, $"max.message.bytes={largest}: the largest payloads that this host takes are refused; {LeastMessageBytes} is enough");
    }

    private static Dictionary<string, string> Policy(string cleanup) => new(StringComparer.Ordinal)
    {
        ["cleanup.policy"] = cleanup,
        // An id carries the time at which the broker ordered the event, not one that a publisher thinks it is.
        ["message.timestamp.type"] = "LogAppendTime",
    };

    private IEnumerable<KeyValuePair<string, string>> AllSettings()
    {
        foreach (KeyValuePair<string, string> setting in Required) yield return setting;
        if (Retention is not { } kept) yield break;
        yield return KeyValuePair.Create("retention.ms", Milliseconds(kept));
        // A broker's limit of size would break what the contract promises in time.
        yield return KeyValuePair.Create("retention.bytes", "-1");
        // Kafka removes whole segments, and never the one that it writes.
        yield return KeyValuePair.Create("segment.ms", Milliseconds(Clamp(kept / 8)));
    }

    private static long? NumberOf(IReadOnlyDictionary<string, string> settings, string key) =>
        settings.TryGetValue(key, out string? text) && long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static TimeSpan Clamp(TimeSpan time) => time < s_shortestSegment ? s_shortestSegment : time > s_longestSegment ? s_longestSegment : time;

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private string AlterCommand(string bootstrapServers, string key, string value) =>
        $"kafka-configs.sh --bootstrap-server {bootstrapServers} --alter --entity-type topics --entity-name {Name} --add-config {key}={value}";
}
