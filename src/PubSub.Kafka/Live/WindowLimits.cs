namespace PubSub.Kafka.Live;

/// <summary>What a partition keeps in memory.</summary>
/// <param name="Records">The most records.</param>
/// <param name="Bytes">The most bytes.</param>
internal readonly record struct WindowLimits(int Records, long Bytes)
{
    /// <summary>What each of several partitions may keep of a node's memory: something, unless the node is to keep nothing.</summary>
    public static WindowLimits Share(int records, long bytes, int partitions) =>
        new(records == 0 ? 0 : Math.Max(1, records / partitions), bytes == 0 ? 0 : Math.Max(1, bytes / partitions));
}
