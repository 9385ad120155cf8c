namespace PubSub.Kafka.Client;

/// <summary>Where a partition's log begins and ends.</summary>
/// <param name="Low">The first offset that is kept.</param>
/// <param name="High">The offset that the next record gets.</param>
internal readonly record struct LogEnds(long Low, long High);
