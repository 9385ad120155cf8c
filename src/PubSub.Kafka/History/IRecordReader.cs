using PubSub.Kafka.Live;

namespace PubSub.Kafka.History;

/// <summary>Looks at a channel's records, one after the other. Not thread-safe.</summary>
internal interface IRecordReader
{
    /// <summary>Takes a record of the channel.</summary>
    /// <param name="record">The record.</param>
    /// <param name="before">The place of the partition's record before it.</param>
    /// <returns>False where it has seen enough.</returns>
    bool Read(LogRecord record, RecordPoint before);
}
