using Confluent.Kafka;
using PubSub.Contracts;

namespace PubSub.Kafka.Live;

/// <summary>What a record of a topic is to the adapter: its key is the channel's address, its value the event's body, its header the topic's epoch.</summary>
internal static class RecordParser
{
    public const string EpochHeader = "pubsub-epoch";

    public static LogRecord Parse(ConsumeResult<ChannelName?, byte[]> result)
    {
        var point = new RecordPoint(result.Offset.Value, Math.Clamp(result.Message.Timestamp.UnixTimestampMs, 0, EventId.MaxUnixMilliseconds));
        // Without the header it is another's record, whatever it looks like.
        return EpochKey(result) is null || result.Message.Value is not { Length: > 0 } value
            ? new LogRecord(point, null, [])
            : new LogRecord(point, result.Message.Key, value);
    }

    /// <summary>The epoch in a record's header, or null where it has none.</summary>
    public static byte[]? EpochKey(ConsumeResult<ChannelName?, byte[]> result) =>
        result.Message.Headers is { } headers && headers.TryGetLastBytes(EpochHeader, out byte[] key) && key is { Length: Epochs.TopicEpoch.KeyLength } ? key : null;
}
