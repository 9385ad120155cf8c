using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Where in the log a read begins.</summary>
/// <param name="From">The offset to begin at: that of the record before the first that counts, where it is kept.</param>
/// <param name="First">The first offset that counts.</param>
/// <param name="Expected">The record that must be the one at <paramref name="From"/>, or null where any may be.</param>
/// <param name="IsTruncated">True where events before <paramref name="First"/> may be missing.</param>
internal readonly record struct Stretch(long From, long First, RecordPoint? Expected, bool IsTruncated)
{
    /// <summary>The stretch after a position.</summary>
    /// <param name="id">The position.</param>
    /// <param name="low">The first offset that is kept.</param>
    /// <param name="genesis">The milliseconds of a place whose record the node that gave the position could not look at.</param>
    public static Stretch After(EventId id, long low, long genesis)
    {
        // The last record that was trimmed cannot be looked at any more; its offset must do.
        if (id.Offset == low) return new Stretch(low, low, null, IsTruncated: false);
        RecordPoint? expected = id.UnixMilliseconds == genesis ? null : new RecordPoint(id.Offset - 1, id.UnixMilliseconds);
        return new Stretch(id.Offset - 1, id.Offset, expected, IsTruncated: false);
    }

    /// <summary>The stretch from an offset on.</summary>
    /// <param name="first">The offset.</param>
    /// <param name="low">The first offset that is kept.</param>
    /// <param name="isTruncated">True where events before it may be missing.</param>
    public static Stretch At(long first, long low, bool isTruncated) => new(Math.Max(low, first - 1), first, null, isTruncated);
}
