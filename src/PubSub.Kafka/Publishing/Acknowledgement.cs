namespace PubSub.Kafka.Publishing;

/// <summary>Where the brokers have put a record.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="UnixMilliseconds">The broker's time of appending it.</param>
internal readonly record struct Acknowledgement(long Offset, long UnixMilliseconds);
