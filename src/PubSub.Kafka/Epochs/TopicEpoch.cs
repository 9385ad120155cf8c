using System.Security.Cryptography;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// One life of a topic, as the nodes have agreed: from when it was made until it is found deleted, cut or made anew. Immutable. It names the life that it follows:
/// of several that nodes claim after the same one, the first in the epoch topic holds, on every node and however late the others come.
/// </summary>
/// <param name="generation">When it was claimed, in milliseconds since 1970, but later than what it follows.</param>
/// <param name="key">16 random bytes; every record of the topic carries them in its header.</param>
/// <param name="partitions">The number of partitions over which channels are spread, whatever the topic is extended by later.</param>
/// <param name="follows">The key of the life that it follows, or null for a topic's first.</param>
internal sealed class TopicEpoch(long generation, byte[] key, int partitions, byte[]? follows = null)
{
    /// <summary>The length of <see cref="Key"/>.</summary>
    public const int KeyLength = 16;

    public long Generation => generation;

    public byte[] Key => key;

    public int Partitions => partitions;

    /// <summary>The key of the life that it follows, or null for a topic's first.</summary>
    public byte[]? Follows => follows;

    /// <summary>A new life.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="previous">The life that it follows, or null.</param>
    /// <param name="partitions">How many partitions the topic has.</param>
    public static TopicEpoch Draw(DateTimeOffset now, TopicEpoch? previous, int partitions) =>
        new(Math.Max(now.ToUnixTimeMilliseconds(), (previous?.Generation ?? 0) + 1), RandomNumberGenerator.GetBytes(KeyLength), partitions, previous?.Key);

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

    public bool IsSame(TopicEpoch? other) => other is not null && HasKey(other.Key);

    public bool HasKey(ReadOnlySpan<byte> other) => key.AsSpan().SequenceEqual(other);
}
