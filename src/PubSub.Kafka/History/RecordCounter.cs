using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Counts the events that a channel keeps by age, so that the last of them can be told from the rest.</summary>
/// <param name="gone">Events of this millisecond or earlier are not kept.</param>
/// <param name="most">Where there are more than this, it is all the same how many.</param>
internal sealed class RecordCounter(long gone, int most = int.MaxValue) : IRecordReader
{
    public int Count { get; private set; }

    /// <summary>True where a record of the channel came, whether it counts or not.</summary>
    public bool SawAny { get; private set; }

    public bool Read(LogRecord record, RecordPoint before)
    {
        SawAny = true;
        if (record.Point.UnixMilliseconds > gone && record.ReadBody() is not null) Count++;
        return Count <= most;
    }
}
