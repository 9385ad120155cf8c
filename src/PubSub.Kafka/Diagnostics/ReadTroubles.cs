using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;

namespace PubSub.Kafka.Diagnostics;

/// <summary>
/// The partitions that live reading does not reach, and why: the last error of each since it was read. Who waits for one that may not be read is told so at once.
/// Thread-safe; a partition that is read costs a look at a field.
/// </summary>
internal sealed class ReadTroubles(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, Error> _errors = [];
    private readonly HashSet<TopicPartition> _awaited = [];
    private readonly Dictionary<TopicPartition, long> _logged = [];
    private TaskCompletionSource _changed = New();
    private volatile bool _isQuiet = true;

    /// <summary>What is wrong, in a sentence, or null where everything is read.</summary>
    public string? Problem
    {
        get
        {
            if (_isQuiet) return null;
            lock (_lock) return _errors.Count == 0 ? null : _errors.Select(trouble => FailureOf(trouble.Key, trouble.Value).Message).First();
        }
    }

    /// <summary>Notes an error that the client library does not get over by itself. Logs it, but not more often than every ten seconds for a partition.</summary>
    /// <param name="partition">Where; a negative number means all of the topic.</param>
    /// <param name="error">What. A topic that is missing is nobody's trouble: it is made anew.</param>
    public void Note(TopicPartition partition, Error error)
    {
        bool isLogged;
        lock (_lock)
        {
            isLogged = !_logged.TryGetValue(partition, out long last) || time.GetElapsedTime(last) >= s_period;
            if (isLogged) _logged[partition] = time.GetTimestamp();
            if (!KafkaErrors.IsUnsettled(error))
            {
                isLogged |= !_errors.TryGetValue(partition, out Error? known) || known.Code != error.Code;
                _errors[partition] = error;
                Change();
            }
        }

        if (isLogged) KafkaLog.ReadFailed(logger, partition.Topic, partition.Partition.Value, KafkaErrors.Explain(error));
    }

    /// <summary>Says that a partition has been read: a record of it, or that there is no further one.</summary>
    public void Reached(TopicPartition partition)
    {
        if (_isQuiet) return;
        lock (_lock)
        {
            bool known = _awaited.Remove(partition) | _errors.Remove(partition) | _errors.Remove(new TopicPartition(partition.Topic, Partition.Any));
            if (known) Change();
        }
    }

    /// <summary>Completes when each of the partitions has been read once after this call.</summary>
    /// <exception cref="BrokerUnavailableException">One may not be read; the message names the topic and the right.</exception>
    public async Task ReachAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        TopicPartition[] all = [.. partitions];
        lock (_lock)
        {
            _awaited.UnionWith(all);
            Change();
        }

        try
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (!_awaited.Overlaps(all)) return;
                    if (Array.Find(all, partition => RefusalAt(partition) is not null) is { } refused) throw FailureOf(refused, RefusalAt(refused)!);
                    changed = _changed.Task;
                }

                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            lock (_lock)
            {
                _awaited.ExceptWith(all);
                Change();
            }
        }
    }

    /// <summary>Waits for what comes of reading a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="wait">The wait; it listens to <paramref name="giveUp"/>.</param>
    /// <param name="giveUp">Is cancelled where the wait is in vain.</param>
    /// <exception cref="BrokerUnavailableException">The partition may not be read; the message names the topic and the right.</exception>
    public async ValueTask<T> WatchAsync<T>(TopicPartition partition, ValueTask<T> wait, CancellationTokenSource giveUp)
    {
        if (wait.IsCompleted) return await wait;
        Task<T> task = wait.AsTask();
        while (true)
        {
            Task changed;
            Error? refusal;
            lock (_lock) (changed, refusal) = (_changed.Task, RefusalAt(partition));
            if (refusal is not null && !task.IsCompleted)
            {
                await giveUp.CancelAsync();
                throw FailureOf(partition, refusal);
            }

            if (await Task.WhenAny(task, changed) == task) return await task;
        }
    }

    /// <summary>What keeps a partition from being read, as the beginning of a sentence's continuation; empty where nothing does.</summary>
    public string ReasonAt(TopicPartition partition)
    {
        lock (_lock)
        {
            return _errors.TryGetValue(partition, out Error? error) || _errors.TryGetValue(new TopicPartition(partition.Topic, Partition.Any), out error)
                ? $" {FailureOf(partition, error).Message}"
                : "";
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static BrokerUnavailableException FailureOf(TopicPartition partition, Error error) => KafkaErrors.Unavailable($"Reading topic '{partition.Topic}'", error);

    private Error? RefusalAt(TopicPartition partition) =>
        (_errors.TryGetValue(partition, out Error? error) || _errors.TryGetValue(new TopicPartition(partition.Topic, Partition.Any), out error)) && KafkaErrors.IsForbidden(error)
            ? error
            : null;

    // Under the lock.
    private void Change()
    {
        _isQuiet = _errors.Count == 0 && _awaited.Count == 0;
        TaskCompletionSource changed = _changed;
        _changed = New();
        changed.TrySetResult();
    }
}
