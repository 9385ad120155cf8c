using System.Collections.Concurrent;
using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Client;

/// <summary>
/// Questions to the brokers. The client library answers them on the caller's thread, so they have threads of their own; questions about the same
/// partition's ends that wait together are asked once. A partition that does not answer at once, because it has no leader, goes on in a lane of its kind, a moment
/// at a time: it holds up no other. Bounded: when too many wait, further ones fail. Thread-safe; disposing is safe at any time.
/// </summary>
internal sealed class BrokerQueries : IDisposable
{
    // How long a thread is given to one question at a time.
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly CallGate _gate = new();
    private readonly ConcurrentDictionary<TopicPartition, Task<LogEnds>> _ends = new();
    private readonly ConcurrentDictionary<TopicPartition, byte> _slow = new();
    private readonly IConsumer<ChannelName?, byte[]> _consumer;
    private readonly IAdminClient _admin;
    private readonly TimeSpan _timeout;
    private readonly QuestionLane _quickLane, _slowLane;
    private int _disposed;

    /// <param name="consumer">Answers about partitions; disposed of with this.</param>
    /// <param name="admin">
    /// Answers about topics; disposed of with this. Of its own: one that depends on another client's handle never sleeps (Confluent.Kafka 1.9.3 polls it without a
    /// wait), and takes a whole core.
    /// </param>
    /// <param name="timeout">How long a question may take.</param>
    public BrokerQueries(IConsumer<ChannelName?, byte[]> consumer, IAdminClient admin, TimeSpan timeout)
    {
        _consumer = consumer;
        _admin = admin;
        _timeout = timeout;
        _quickLane = new QuestionLane("query", question => Ask(question, s_slice));
        _slowLane = new QuestionLane("slow-query", AskAgain);
    }

    /// <summary>Where a partition's log begins and ends now; asked after this call began.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<LogEnds> EndsAsync(TopicPartition partition)
    {
        // Shared only while it waits: one that is being asked may be answered with an end of before this call.
        if (_ends.TryGetValue(partition, out Task<LogEnds>? shared)) return shared;
        Question<LogEnds> question = null!;
        question = new Question<LogEnds>($"Asking for the ends of {partition}", partition, limit =>
        {
            _ends.TryRemove(KeyValuePair.Create(partition, question.Answer));
            WatermarkOffsets ends = _consumer.QueryWatermarkOffsets(partition, limit);
            return new LogEnds(ends.Low.Value, ends.High.Value);
        });
        Task<LogEnds> added = _ends.GetOrAdd(partition, question.Answer);
        if (added != question.Answer) return added;
        Enqueue(question);
        if (added.IsFaulted) _ends.TryRemove(KeyValuePair.Create(partition, added));
        return added;
    }

    /// <summary>The first offset whose record is of that millisecond or later, or null where there is none.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<long?> OffsetAtAsync(TopicPartition partition, long unixMilliseconds)
    {
        var question = new Question<long?>($"Asking for an offset of {partition} by time", partition, limit =>
        {
            var asked = new TopicPartitionTimestamp(partition, new Timestamp(unixMilliseconds, TimestampType.CreateTime));
            TopicPartitionOffset found = _consumer.OffsetsForTimes([asked], limit)[0];
            return found.Offset.Value >= 0 ? found.Offset.Value : null;
        });
        Enqueue(question);
        return question.Answer;
    }

    /// <summary>What the brokers know of all topics. Asking for one by its name could make it, on a broker that is set up so.</summary>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<Metadata> MetadataAsync(TimeSpan timeout)
    {
        var question = new Question<Metadata>("Asking for the topics", null, _ => _admin.GetMetadata(timeout));
        Enqueue(question);
        return question.Answer;
    }

    /// <summary>Begins a call that the client library answers by a task. The task may never end once this is disposed of: wait for it with a token.</summary>
    /// <exception cref="BrokerUnavailableException">This is disposed of.</exception>
    public TTask Manage<TTask>(Func<IAdminClient, TTask> call)
        where TTask : Task
    {
        if (!_gate.TryEnter()) throw Closed("Managing topics");
        try
        {
            return call(_admin);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Task freed = FreeAsync();
        _quickLane.Close();
        _slowLane.Close();
        // A call that takes longer keeps the clients until it returns.
        freed.Wait(_timeout);
    }

    private async Task FreeAsync()
    {
        await _gate.CloseAsync();
        await Task.Factory.StartNew(
            () =>
            {
                _admin.Dispose();
                _consumer.Dispose();
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Enqueue(Question question)
    {
        // All of the topics at once have no partition that would answer for another.
        bool isSlow = question.Partition is not { } partition || _slow.ContainsKey(partition);
        if (!(isSlow ? _slowLane : _quickLane).TryAdd(question)) question.Fail(Closed(question.What));
    }

    private void AskAgain(Question question)
    {
        TimeSpan pause = s_pause - question.SinceAsked;
        if (pause > TimeSpan.Zero) Thread.Sleep(pause);
        Ask(question, question.Partition is null ? _timeout : s_slice);
    }

    private void Ask(Question question, TimeSpan slice)
    {
        if (!_gate.TryEnter())
        {
            question.Fail(Closed(question.What));
            return;
        }

        try
        {
            TimeSpan left = _timeout - question.Elapsed;
            question.Ask(left < slice && left > s_pause ? left : slice);
            if (question.Partition is { } partition) _slow.TryRemove(partition, out _);
        }
        catch (KafkaException error)
        {
            if (MayPass(question, error.Error) && _slowLane.TryAdd(question)) _slow[question.Partition!] = 0;
            else question.Fail(KafkaErrors.Unavailable(question.What, error.Error));
        }
        catch (Exception error)
        {
            question.Fail(new BrokerUnavailableException($"{question.What} failed.", error));
        }
        finally
        {
            _gate.Leave();
        }
    }

    // A partition that was made just now, or has another leader, is not known to every broker at once; on a busy one that takes seconds.
    private bool MayPass(Question question, Error error) => question.Partition is not null &&
        ((error.Code == Confluent.Kafka.ErrorCode.Local_TimedOut && question.Elapsed < _timeout) || (KafkaErrors.IsUnsettled(error) && question.Elapsed < _timeout / 2));

    private static BrokerUnavailableException Closed(string what) => new($"{what} failed: too many questions wait, or the adapter is closed.");
}
