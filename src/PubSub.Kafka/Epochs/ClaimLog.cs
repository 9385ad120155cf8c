using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using PubSub.Kafka.Live;
using PubSub.Kafka.Publishing;

namespace PubSub.Kafka.Epochs;

/// <summary>
/// The compacted topic in which nodes claim epochs. Of the claims after one epoch the first in the topic holds; one that comes later is answered by writing the
/// epoch that holds again, so that compaction keeps that.
/// </summary>
/// <param name="name">The topic's name.</param>
/// <param name="book">Holds what was read.</param>
/// <param name="producer">Writes the claims.</param>
/// <param name="queries">Answers where the topic ends.</param>
/// <param name="troubles">Knows whether the topic may be read.</param>
/// <param name="writeTimeout">How long a claim may take to be written.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ClaimLog(
    string name, EpochBook book, RecordProducer producer, BrokerQueries queries, ReadTroubles troubles, TimeSpan writeTimeout, TimeProvider time, ILogger logger)
{
    // A few records: far longer than it takes.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TopicPartition _partition = new(name, 0);
    private volatile PartitionLog _log = New(new TopicPartition(name, 0));

    /// <summary>What is read of the topic. Another one after each beginning.</summary>
    public PartitionLog Log => _log;

    /// <summary>True where the topic must be read from its beginning again, because it is not the one that was being read.</summary>
    public bool IsLost { get; set; }

    public bool Is(PartitionLog log) => log == _log;

    /// <summary>Reads the topic from its beginning to its end. What this node knew before and the topic does not is written again.</summary>
    /// <param name="reassign">Has the live reader read <see cref="Log"/>, after a change.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BrokerUnavailableException">No broker answered, or the topic may not be read or written.</exception>
    public async Task BeginAsync(Func<Action, Task> reassign, CancellationToken cancellationToken)
    {
        LogEnds ends = await queries.EndsAsync(_partition).WaitAsync(cancellationToken);
        PartitionLog log = New(_partition);
        log.BeginAt(ends.Low, ends.High);
        await reassign(() =>
        {
            book.Begin();
            _log = log;
        }).WaitAsync(cancellationToken);
        await ReadToAsync(ends.High, cancellationToken);
        foreach (EpochClaim claim in book.Unwritten) await WriteAsync(claim, cancellationToken);
        IsLost = false;
    }

    /// <summary>Waits until every claim that was written before this call has been taken.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered, or the topic may not be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        LogEnds ends = await queries.EndsAsync(_partition).WaitAsync(cancellationToken);
        await ReadToAsync(ends.High, cancellationToken);
    }

    /// <summary>Claims new epochs after those that are over, and waits until it is known which hold: these, or those of a node that was quicker.</summary>
    /// <exception cref="BrokerUnavailableException">A claim could not be written.</exception>
    public async Task ClaimAsync(IReadOnlyList<EpochNeed> needs, CancellationToken cancellationToken)
    {
        BrokerUnavailableException? failure = null;
        foreach (EpochNeed need in needs)
        {
            try
            {
                await WriteAsync(new EpochClaim(need.Topic, TopicEpoch.Draw(time.GetUtcNow(), need.Previous, need.Partitions)), cancellationToken);
            }
            catch (BrokerUnavailableException error)
            {
                // The broker may have taken it all the same.
                failure = error;
            }
        }

        await CatchUpAsync(cancellationToken);
        if (failure is not null && needs.Any(IsOpen)) throw new BrokerUnavailableException(failure.Message, failure);

        bool IsOpen(EpochNeed need) => book.Of(need.Topic) is not { } standing || standing.IsSame(need.Previous);
    }

    /// <summary>Takes a record of the topic.</summary>
    /// <returns>True where another epoch holds now than before.</returns>
    public bool Take(ReadOnlySpan<byte> value, long offset)
    {
        if (!EpochRecord.TryRead(value, out EpochClaim? claim))
        {
            KafkaLog.ClaimUnreadable(logger, offset);
            return false;
        }

        bool isAnother = book.Take(claim, out EpochClaim? answer);
        // What was written before this node began to read is answered when all of it has been read.
        if (answer is not null && offset >= _log.LiveFrom) _ = AnswerAsync(answer);
        return isAnother;
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

    private async Task ReadToAsync(long offset, CancellationToken cancellationToken)
    {
        // A topic that was made anew since it was asked where it ends may never get there.
        using var limit = new CancellationTokenSource(s_patience, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await troubles.WatchAsync(_partition, _log.WaitAsync(offset, giveUp.Token), giveUp);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException($"The topic '{name}' could not be read up to its end, offset {offset}, within {s_patience.TotalSeconds:0} s.", error);
        }
    }

    private async Task WriteAsync(EpochClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            await producer.WriteAsync(_partition, EpochRecord.Key(claim.Topic), EpochRecord.Write(claim), epoch: null).WaitAsync(writeTimeout, time, cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new BrokerUnavailableException($"Claiming an epoch in topic '{name}' took longer than {writeTimeout.TotalSeconds:0.#} s.", error);
        }
    }

    private async Task AnswerAsync(EpochClaim claim)
    {
        try
        {
            await WriteAsync(claim, CancellationToken.None);
        }
        catch (Exception error) when (error is BrokerUnavailableException or ObjectDisposedException)
        {
            // The other nodes have seen the same claim, and answer it too.
        }
    }
}
