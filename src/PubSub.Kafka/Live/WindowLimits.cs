namespace PubSub.Kafka.Live;

/// <summary>What a partition keeps in memory.</summary>
/// <param name="Records">The most records.</param>
/// <param name="Bytes">The most bytes.</param>
internal readonly record struct WindowLimits(int Records, long Bytes);
