namespace PubSub.Kafka.Epochs;

/// <summary>A topic that needs an epoch.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Previous">The epoch that is over, by which this was decided; null where the topic has none.</param>
/// <param name="Partitions">How many partitions it has.</param>
internal readonly record struct EpochNeed(string Topic, TopicEpoch? Previous, int Partitions);
