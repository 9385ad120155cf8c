using PubSub.Kafka.Live;

namespace PubSub.Kafka.Epochs;

/// <summary>A partition from which nothing is taken until it is settled what epoch its next record is of.</summary>
/// <param name="Log">The partition.</param>
/// <param name="Key">The epoch in the record's header.</param>
internal sealed record HeldLog(PartitionLog Log, byte[] Key);
