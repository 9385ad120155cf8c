using System.Security.Cryptography;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// One life of a topic, as the nodes have agreed: from when it was made until it is found deleted, cut or made anew. Immutable. Of two that nodes claim for the
/// same topic the one of the later generation holds, whatever the order in which they are read, so that all nodes end up with the same.
/// </summary>
/// <param name="generation">When it was claimed, in milliseconds since 1970, but later than what it follows.</param>
/// <param name="key">16 random bytes; every record of the topic carries them in its header.</param>
/// <param name="partitions">The number of partitions over which channels are spread, whatever the topic is extended by later.</param>
internal sealed class TopicEpoch(long generation, byte[] key, int partitions)
{
    /// <summary>The length of <see cref="Key"/>.</summary>
    public const int KeyLength = 16;

    public long Generation => generation;

    public byte[] Key => key;

    public int Partitions => partitions;

    /// <summary>A new life.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="previous">The life that it follows, or null.</param>
    /// <param name="partitions">How many partitions the topic has.</param>
    public static TopicEpoch Draw(DateTimeOffset now, TopicEpoch? previous, int partitions) =>
        new(Math.Max(now.ToUnixTimeMilliseconds(), (previous?.Generation ?? 0) + 1), RandomNumberGenerator.GetBytes(KeyLength), partitions);

    /// <summary>The epoch of a channel in this life of its topic: 34 bits that all nodes derive alike, and that differ from channel to channel.</summary>
    public long EpochOf(ChannelName channel)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Encoding.UTF8.GetMaxByteCount(channel.Value.Length);
        Span<byte> address = length <= 512 ? stackalloc byte[length] : new byte[length];
        int written = Encoding.UTF8.GetBytes(channel.Value, address);
        HMACSHA256.HashData(key, address[..written], hash);
        return Epoch.Of(hash);
    }

    /// <summary>True where this one holds against another.</summary>
    public bool Beats(TopicEpoch? other) =>
        other is null || generation > other.Generation || (generation == other.Generation && key.AsSpan().SequenceCompareTo(other.Key) > 0);

    public bool IsSame(TopicEpoch other) => generation == other.Generation && HasKey(other.Key);

    public bool HasKey(ReadOnlySpan<byte> other) => key.AsSpan().SequenceEqual(other);
}
