using System.Text;
using PubSub.Contracts;

namespace PubSub.Kafka.Topics;

/// <summary>
/// Where a channel lives: FNV-1a (64 bits) over the UTF-8 of its address. The lower 32 bits choose the partition and the upper the topic, each by its remainder.
/// Part of the format of what is stored: it never changes.
/// </summary>
internal static class ChannelHash
{
    public static ulong Of(ChannelName channel)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte b in Encoding.UTF8.GetBytes(channel.Value)) hash = unchecked((hash ^ b) * 1_099_511_628_211);
        return hash;
    }

    public static int Partition(ulong hash, int partitions) => (int)((uint)hash % (uint)partitions);

    public static int Topic(ulong hash, int topics) => (int)((uint)(hash >> 32) % (uint)topics);
}
