using System.Text;
using PubSub.Contracts;

namespace PubSub.Kafka.Topics;

/// <summary>
/// Where a channel lives: FNV-1a (64 bits) over the UTF-8 of its address. Both halves joined by exclusive or choose the partition, the upper one the topic, each by
/// its remainder. Part of the format of what is stored: it never changes.
/// </summary>
internal static class ChannelHash
{
    public static ulong Of(ChannelName channel)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte b in Encoding.UTF8.GetBytes(channel.Value)) hash = unchecked((hash ^ b) * 1_099_511_628_211);
        return hash;
    }

    // Joined, because the lower half alone is no good for a number of partitions that 3 or 5 divides: the prime's lower half is 435.
    public static int Partition(ulong hash, int partitions) => (int)((uint)(hash ^ (hash >> 32)) % (uint)partitions);

    public static int Topic(ulong hash, int topics) => (int)((uint)(hash >> 32) % (uint)topics);
}
