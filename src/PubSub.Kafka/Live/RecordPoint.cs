using PubSub.Contracts;

namespace PubSub.Kafka.Live;

/// <summary>A record's place in its partition: what an event's id is made of.</summary>
/// <param name="Offset">Its offset; -1 for the place before the first.</param>
/// <param name="UnixMilliseconds">The broker's time of appending it; negative where nobody can tell.</param>
internal readonly record struct RecordPoint(long Offset, long UnixMilliseconds)
{
    /// <summary>The position as an id of a channel: the offset is one higher than Kafka's, so that 0 is the position before the first record.</summary>
    public EventId IdIn(long epoch) => new(UnixMilliseconds, epoch, Offset + 1);
}
