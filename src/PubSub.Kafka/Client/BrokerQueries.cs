using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Client;

/// <summary>
/// Questions to the brokers. The client library answers them on the caller's thread, so they have threads of their own; questions about the same
/// partition's ends that wait together are asked once. Bounded: when too many wait, further ones fail. Thread-safe.
/// </summary>
internal sealed class BrokerQueries : IDisposable
{
    private const int Threads = 2;
    private const int MostWaiting = 4096;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly BlockingCollection<Action> _waiting = new(MostWaiting);
    private readonly ConcurrentDictionary<TopicPartition, Task<LogEnds>> _ends = new();
    private readonly IConsumer<ChannelName?, byte[]> _consumer;
    private readonly IAdminClient _admin;
    private readonly TimeSpan _timeout;
    private readonly Thread[] _threads;
    private int _disposed;

    public BrokerQueries(ClientSettings settings, TimeSpan timeout)
    {
        _timeout = timeout;
        _consumer = settings.Consumer(prefetchKilobytes: 1024);
        // Of its own: one that depends on another client's handle never sleeps (Confluent.Kafka 1.9.3 polls it without a wait), and takes a whole core.
        _admin = settings.Admin();
        _threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(Run) { IsBackground = true, Name = $"pubsub-kafka-query-{i}" })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>For calls that the client library answers by tasks.</summary>
    public IAdminClient Admin => _admin;

    /// <summary>Where a partition's log begins and ends now; asked after this call began.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<LogEnds> EndsAsync(TopicPartition partition)
    {
        // Shared only while it waits: one that is being asked may be answered with an end of before this call.
        if (_ends.TryGetValue(partition, out Task<LogEnds>? shared)) return shared;
        var answer = new TaskCompletionSource<LogEnds>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<LogEnds> added = _ends.GetOrAdd(partition, answer.Task);
        if (added != answer.Task) return added;
        Enqueue(answer, $"Asking for the ends of {partition}", () =>
        {
            _ends.TryRemove(KeyValuePair.Create(partition, added));
            WatermarkOffsets ends = _consumer.QueryWatermarkOffsets(partition, _timeout);
            return new LogEnds(ends.Low.Value, ends.High.Value);
        });
        if (added.IsFaulted) _ends.TryRemove(KeyValuePair.Create(partition, added));
        return added;
    }

    /// <summary>The first offset whose record is of that millisecond or later, or null where there is none.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<long?> OffsetAtAsync(TopicPartition partition, long unixMilliseconds) => AskAsync<long?>($"Asking for an offset of {partition} by time", () =>
    {
        TopicPartitionOffset found = _consumer.OffsetsForTimes([new TopicPartitionTimestamp(partition, new Timestamp(unixMilliseconds, TimestampType.CreateTime))], _timeout)[0];
        return found.Offset.Value >= 0 ? found.Offset.Value : null;
    });

    /// <summary>What the brokers know of a topic, or of all topics for null.</summary>
    /// <exception cref="BrokerUnavailableException">No broker answered in time.</exception>
    public Task<Metadata> MetadataAsync(string? topic, TimeSpan? timeout = null) => AskAsync(
        topic is null ? "Asking for the topics" : $"Asking for topic '{topic}'",
        () => topic is null ? _admin.GetMetadata(timeout ?? _timeout) : _admin.GetMetadata(topic, timeout ?? _timeout));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _waiting.CompleteAdding();
        foreach (Thread thread in _threads) thread.Join(_timeout);
        _admin.Dispose();
        _consumer.Dispose();
        _waiting.Dispose();
    }

    private Task<T> AskAsync<T>(string what, Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(answer, what, question);
        return answer.Task;
    }

    private void Enqueue<T>(TaskCompletionSource<T> answer, string what, Func<T> question)
    {
        void Ask()
        {
            if (Volatile.Read(ref _disposed) != 0)
            {
                answer.TrySetException(Closed(what));
                return;
            }

            try
            {
                answer.TrySetResult(Insist(question));
            }
            catch (KafkaException error)
            {
                answer.TrySetException(KafkaErrors.Unavailable(what, error.Error));
            }
            catch (Exception error)
            {
                answer.TrySetException(new BrokerUnavailableException($"{what} failed.", error));
            }
        }

        bool added;
        try
        {
            added = _waiting.TryAdd(Ask);
        }
        catch (InvalidOperationException)
        {
            // Closed.
            added = false;
        }

        if (!added) answer.TrySetException(Closed(what));
    }

    private static BrokerUnavailableException Closed(string what) => new($"{what} failed: too many questions wait, or the adapter is closed.");

    // A partition that was made just now, or has another leader, is not known to every broker at once; on a busy one that takes seconds.
    private T Insist<T>(Func<T> question)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return question();
            }
            catch (KafkaException error) when (Stopwatch.GetElapsedTime(started) < _timeout / 2 && KafkaErrors.IsUnsettled(error.Error))
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    private void Run()
    {
        foreach (Action ask in _waiting.GetConsumingEnumerable()) ask();
    }
}
