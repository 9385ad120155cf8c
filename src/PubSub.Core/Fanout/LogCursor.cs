namespace PubSub.Core.Fanout;

/// <summary>Where a reader stands in a log: before the entry of this sequence number.</summary>
internal struct LogCursor(long seq)
{
    public long Seq = seq;

    /// <summary>The segment that holds <see cref="Seq"/>, if it was found before.</summary>
    public LogSegment? Segment;
}
