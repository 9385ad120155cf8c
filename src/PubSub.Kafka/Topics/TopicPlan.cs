using System.Globalization;
using Confluent.Kafka.Admin;

namespace PubSub.Kafka.Topics;

/// <summary>How a topic must be, and the commands that make it so.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it is made with.</param>
/// <param name="Required">The settings that it must have.</param>
/// <param name="Retention">How long it keeps events when it is made; null for a compacted topic.</param>
/// <param name="LeastRetention">The shortest retention that will do, or null for any.</param>
internal sealed record TopicPlan(
    string Name, int Partitions, IReadOnlyDictionary<string, string> Required, TimeSpan? Retention, TimeSpan? LeastRetention)
{
    private static readonly TimeSpan s_shortestSegment = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestSegment = TimeSpan.FromDays(7);

    /// <summary>All topics of an adapter.</summary>
    /// <param name="options">The options.</param>
    /// <param name="longest">The longest retention of any channel, or null where none has one.</param>
    public static IReadOnlyList<TopicPlan> Of(KafkaOptions options, TimeSpan? longest)
    {
        TimeSpan kept = longest is { } most && most > options.TopicRetention ? most : options.TopicRetention;
        return
        [
            .. options.Topics.Select(name => new TopicPlan(name, options.Partitions, Policy("delete"), kept, longest)),
            new TopicPlan(options.LiveTopic, options.Partitions, Policy("delete"), options.LiveRetention, null),
            new TopicPlan(options.EpochTopic, 1, Policy("compact"), null, null),
        ];
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

        if (LeastRetention is { } least && actual.TryGetValue("retention.ms", out string? text) &&
            long.TryParse(text, CultureInfo.InvariantCulture, out long kept) && kept >= 0 && kept < least.TotalMilliseconds)
        {
            yield return $"Topic '{Name}' keeps events for {TimeSpan.FromMilliseconds(kept)}, and a channel's contract promises {least}: " +
                AlterCommand(bootstrapServers, "retention.ms", Milliseconds(least));
        }
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
        // Kafka removes whole segments, and never the one that it writes.
        yield return KeyValuePair.Create("segment.ms", Milliseconds(Clamp(kept / 8)));
    }

    private static TimeSpan Clamp(TimeSpan time) => time < s_shortestSegment ? s_shortestSegment : time > s_longestSegment ? s_longestSegment : time;

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private string AlterCommand(string bootstrapServers, string key, string value) =>
        $"kafka-configs.sh --bootstrap-server {bootstrapServers} --alter --entity-type topics --entity-name {Name} --add-config {key}={value}";
}
