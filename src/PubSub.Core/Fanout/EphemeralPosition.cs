using System.Security.Cryptography;
using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>
/// Positions for the beginning of windows over ephemeral channels, which have no orderer to ask: unique within the process and unlike any event's id.
/// </summary>
internal static class EphemeralPosition
{
    private static readonly long s_epoch = (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) & EventId.MaxEpoch);
    private static long s_offset;

    public static EventId Next(TimeProvider time) =>
        new(time.GetUtcNow().ToUnixTimeMilliseconds(), s_epoch, Interlocked.Increment(ref s_offset));
}
