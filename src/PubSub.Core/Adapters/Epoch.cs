using System.Buffers.Binary;
using System.Security.Cryptography;
using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Epochs of channels: the 34 bits of an <see cref="EventId"/> that tell one life of a channel's stream from another.</summary>
public static class Epoch
{
    /// <summary>Draws an epoch from a cryptographic source: one that repeats after a restart would let an old cursor pass for a valid one.</summary>
    public static long Random() => Of(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The epoch that eight random bytes make; for epochs that several nodes derive from one secret, such as a keyed hash of the channel's address.</summary>
    /// <param name="random">At least eight bytes; the first eight count.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static long Of(ReadOnlySpan<byte> random) => (long)(BinaryPrimitives.ReadUInt64LittleEndian(random) & EventId.MaxEpoch);
}
