using System.Buffers.Binary;
using System.Security.Cryptography;
using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Epochs of channels (34 bits).</summary>
internal static class Epoch
{
    /// <summary>Draws an epoch from a cryptographic source: one that repeats after a restart would let an old cursor pass for a valid one.</summary>
    public static long Random() => Of(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The epoch that eight random bytes make.</summary>
    public static long Of(ReadOnlySpan<byte> random) => (long)(BinaryPrimitives.ReadUInt64LittleEndian(random) & EventId.MaxEpoch);
}
