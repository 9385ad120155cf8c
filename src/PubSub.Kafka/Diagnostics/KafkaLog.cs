using Microsoft.Extensions.Logging;

namespace PubSub.Kafka.Diagnostics;

/// <summary>What the adapter logs: event ids 5200 to 5299. Never a payload or a credential.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(5200, LogLevel.Information, "Events go over Kafka at {Brokers}: topics {Topics}, ephemeral ones {LiveTopic}.")]
    public static partial void Started(ILogger logger, string brokers, string topics, string liveTopic);

    [LoggerMessage(5201, LogLevel.Information, "Made the topic {Topic} with {Partitions} partition(s).")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(5202, LogLevel.Information, "The settings of topic {Topic} could not be checked: {Problem}")]
    public static partial void TopicUnchecked(ILogger logger, string topic, string problem);

    [LoggerMessage(5203, LogLevel.Warning, "Topic {Topic} has {Actual} partitions, and its channels are spread over {Used} of them. To use all, move to a new topic: channels would move to other partitions, away from their history.")]
    public static partial void MorePartitions(ILogger logger, string topic, int actual, int used);

    [LoggerMessage(5204, LogLevel.Warning, "Topic {Topic} has {Concern}.")]
    public static partial void TopicConcern(ILogger logger, string topic, string concern);

    [LoggerMessage(5210, LogLevel.Warning, "Topic {Topic} was deleted, cut or made anew ({Evidence}); a new epoch is claimed, and subscribers are told what they cannot resume.")]
    public static partial void TopicLost(ILogger logger, string topic, string evidence);

    [LoggerMessage(5211, LogLevel.Information, "Topic {Topic} is read in the epoch of generation {Generation}.")]
    public static partial void EpochBegun(ILogger logger, string topic, long generation);

    [LoggerMessage(5212, LogLevel.Warning, "The topics could not be checked or taken up again; trying again in {Retry}.")]
    public static partial void TendingFailed(ILogger logger, Exception error, TimeSpan retry);

    [LoggerMessage(5213, LogLevel.Warning, "Retention took records of {Topic} [{Partition}] before this node had read them, up to offset {Offset}; subscribers are told what they missed.")]
    public static partial void Overtaken(ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(5215, LogLevel.Warning, "A record of the epoch topic at offset {Offset} is no claim; it is left out.")]
    public static partial void ClaimUnreadable(ILogger logger, long offset);

    [LoggerMessage(5220, LogLevel.Warning, "The record at {Topic} [{Partition}] offset {Offset} is left out: {Reason}. {Count} record(s) of this partition were left out so far.")]
    public static partial void RecordSkipped(ILogger logger, string topic, int partition, long offset, string reason, long count);

    [LoggerMessage(5221, LogLevel.Warning, "Reading the log of {Topic} [{Partition}] failed.")]
    public static partial void ScanFailed(ILogger logger, Exception error, string topic, int partition);

    [LoggerMessage(5222, LogLevel.Warning, "Reading {Topic} [{Partition}] hit an error, {Problem}")]
    public static partial void ReadFailed(ILogger logger, string topic, int partition, string problem);

    [LoggerMessage(5223, LogLevel.Critical, "The thread that reads live events ended; this node receives nothing any more.")]
    public static partial void ReaderDied(ILogger logger, Exception error);

    [LoggerMessage(5230, LogLevel.Warning, "The producer cannot go on ({Problem}); another takes its place.")]
    public static partial void ProducerReplaced(ILogger logger, string problem);

    [LoggerMessage(5240, LogLevel.Warning, "Kafka's client says {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, string code, string reason);

    [LoggerMessage(5241, LogLevel.Debug, "Kafka's client {Client} says {Facility}: {Text}")]
    public static partial void ClientMessage(ILogger logger, string client, string facility, string text);
}
