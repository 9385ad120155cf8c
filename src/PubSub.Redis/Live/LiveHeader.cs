using System.Buffers.Binary;
using PubSub.Contracts;

namespace PubSub.Redis.Live;

/// <summary>
/// What stands before the body in a live message, 22 bytes: the event's position (<see cref="RedisPosition"/>), and 6 bytes of the milliseconds of the event
/// before it, in network order. Its offset is the one before, so that these are its whole id; zero where the channel has no order.
/// </summary>
internal static class LiveHeader
{
    public const int Length = RedisPosition.Length + 6;

    /// <summary>Writes the header of an event of which no predecessor is known.</summary>
    public static void Write(EventId id, Span<byte> destination)
    {
        RedisPosition.Write(id, destination);
        destination[RedisPosition.Length..Length].Clear();
    }

    /// <summary>False where the bytes are no header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out EventId id, out EventId? previous)
    {
        previous = null;
        if (source.Length < Length || !RedisPosition.TryRead(source, out id))
        {
            id = default;
            return false;
        }

        long milliseconds = ((long)BinaryPrimitives.ReadUInt16BigEndian(source[RedisPosition.Length..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(source[(RedisPosition.Length + 2)..]);
        if (milliseconds > 0 && id.Offset > 0) previous = new EventId(milliseconds, id.Epoch, id.Offset - 1);
        return true;
    }
}
