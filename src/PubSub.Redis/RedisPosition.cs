using System.Buffers.Binary;
using PubSub.Contracts;

namespace PubSub.Redis;

/// <summary>
/// A position as the scripts write it, 16 bytes: 6 of milliseconds, 5 of epoch, 5 of offset, in network order.
/// </summary>
internal static class RedisPosition
{
    public const int Length = 16;

    public static void Write(EventId id, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, ((ulong)id.UnixMilliseconds << 16) | ((ulong)id.Epoch >> 24));
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ((ulong)id.Epoch << 40) | (ulong)id.Offset);
    }

    /// <summary>False where the bytes are no position: too few, or an epoch of more than its 34 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out EventId id)
    {
        id = default;
        if (source.Length < Length) return false;
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(source);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(source[8..]);
        long epoch = (long)(((high & 0xFFFF) << 24) | (low >> 40));
        if (epoch > EventId.MaxEpoch) return false;
        id = new EventId((long)(high >> 16), epoch, (long)(low & (ulong)EventId.MaxOffset));
        return true;
    }
}
