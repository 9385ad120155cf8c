namespace PubSub.Kafka.Topics;

/// <summary>What the brokers have of the topics.</summary>
/// <param name="Partitions">How many partitions each has.</param>
/// <param name="Created">Those that were made just now, by this node.</param>
internal sealed record TopicFacts(IReadOnlyDictionary<string, int> Partitions, IReadOnlySet<string> Created);
