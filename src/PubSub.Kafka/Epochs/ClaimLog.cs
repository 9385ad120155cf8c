using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.Kafka.Publishing;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// The compacted topic in which nodes claim epochs. Of the claims for a topic the latest generation holds, in whatever order they are read; a claim that comes
/// after one that beats it is answered by writing the better one again, so that compaction keeps that.
/// </summary>
internal sealed class ClaimLog(string name, EpochBook book, RecordProducer producer, BrokerQueries queries, TimeProvider time, ILogger logger)
{
    // Claims of nodes that start together come within moments of each other.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(200);

    private readonly TopicPartition _partition = new(name, 0);
    private volatile PartitionLog _log = New(new TopicPartition(name, 0));

    /// <summary>What is read of the topic. Another one after each beginning.</summary>
    public PartitionLog Log => _log;

    /// <summary>True where the topic must be read from its beginning again, because it is not the one that was being read.</summary>
    public bool IsLost { get; set; }

    public bool Is(PartitionLog log) => log == _log;

    /// <summary>Reads the topic from its beginning to its end. What this node knew before is written again.</summary>
    /// <param name="reassign">Has the live reader read <see cref="Log"/>, after a change.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task BeginAsync(Func<Action, Action?, Task> reassign, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<KeyValuePair<string, TopicEpoch>> known = book.All;
        LogEnds ends = await queries.EndsAsync(_partition).WaitAsync(cancellationToken);
        PartitionLog log = New(_partition);
        log.BeginAt(ends.Low, ends.High);
        await reassign(() => _log = log, null);
        await log.WaitAsync(ends.High, cancellationToken);
        IsLost = false;
        foreach ((string topic, TopicEpoch epoch) in known) await WriteAsync(topic, epoch);
    }

    /// <summary>Waits until every claim that was written before this call has been taken.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        LogEnds ends = await queries.EndsAsync(_partition).WaitAsync(cancellationToken);
        await _log.WaitAsync(ends.High, cancellationToken);
    }

    /// <summary>Claims new epochs, and waits until it is known which hold.</summary>
    public async Task ClaimAsync(IEnumerable<(string Topic, int Partitions)> topics, CancellationToken cancellationToken)
    {
        foreach ((string topic, int partitions) in topics)
            await WriteAsync(topic, TopicEpoch.Draw(time.GetUtcNow(), book.Of(topic), partitions)).WaitAsync(cancellationToken);
        await Task.Delay(s_settling, time, cancellationToken);
        await CatchUpAsync(cancellationToken);
    }

    /// <summary>Takes a record of the topic.</summary>
    /// <returns>True where another epoch holds now than before.</returns>
    public bool Take(ReadOnlySpan<byte> value, long offset)
    {
        if (!EpochRecord.TryRead(value, out string? topic, out TopicEpoch? epoch))
        {
            KafkaLog.ClaimUnreadable(logger, offset);
            return false;
        }

        if (book.Take(topic, epoch, out TopicEpoch? standing)) return true;
        // What was written before this node began to read has been answered by those that were there.
        if (standing is not null && offset >= _log.LiveFrom) _ = WriteAgainAsync(topic, standing);
        return false;
    }

    /// <summary>True where the topic ends before where it was read, or is gone.</summary>
    public async Task<bool> IsShortAsync(CancellationToken cancellationToken)
    {
        long read = _log.Next;
        try
        {
            return (await queries.EndsAsync(_partition).WaitAsync(cancellationToken)).High < read;
        }
        catch (BrokerUnavailableException error) when (error.InnerException is KafkaException { Error: var reason } && KafkaErrors.IsMissingTopic(reason))
        {
            return true;
        }
    }

    private static PartitionLog New(TopicPartition partition) => new(partition, new TopicEpoch(0, new byte[TopicEpoch.KeyLength], 1), default);

    private Task<Acknowledgement> WriteAsync(string topic, TopicEpoch epoch) =>
        producer.WriteAsync(_partition, EpochRecord.Key(topic), EpochRecord.Write(topic, epoch), epoch: null);

    private async Task WriteAgainAsync(string topic, TopicEpoch standing)
    {
        try
        {
            await WriteAsync(topic, standing);
        }
        catch (Exception error) when (error is BrokerUnavailableException or ObjectDisposedException)
        {
            // The other nodes have seen the same claim, and write it too.
        }
    }
}
