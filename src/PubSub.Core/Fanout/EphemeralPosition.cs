using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Positions for the beginning of windows over ephemeral channels, which have no orderer to ask: unique within the process and unlike any event's id.
/// </summary>
internal static class EphemeralPosition
{
    private static readonly long s_epoch = Epoch.Random();
    private static long s_offset;

    public static EventId Next(TimeProvider time) => Next(time.GetUtcNow());

    /// <summary>The next one, of an event whose time is known.</summary>
    public static EventId Next(DateTimeOffset at) => new(at.ToUnixTimeMilliseconds(), s_epoch, Interlocked.Increment(ref s_offset));
}
