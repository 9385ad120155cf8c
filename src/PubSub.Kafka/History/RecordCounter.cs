using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Counts the events that a channel keeps by age, so that the last of them can be told from the rest.</summary>
/// <param name="gone">Events of this millisecond or earlier are not kept.</param>
internal sealed class RecordCounter(long gone) : IRecordReader
{
    public int Count { get; private set; }

    public bool Read(LogRecord record, RecordPoint before)
    {
        if (record.Point.UnixMilliseconds > gone && record.ReadBody() is not null) Count++;
        return true;
    }
}
