using PubSub.Kafka.Live;

namespace PubSub.Kafka.Epochs;

/// <summary>A sign that a topic is not the one that was being read.</summary>
/// <param name="Kind">What kind of sign.</param>
/// <param name="Epoch">The life that it is about.</param>
/// <param name="Log">The partition that showed it.</param>
/// <param name="Evidence">What was seen, for the log.</param>
internal sealed record Suspicion(SuspicionKind Kind, TopicEpoch Epoch, PartitionLog Log, string Evidence);
