using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Diagnostics;

/// <summary>Counts the records that are no events, and logs them: each by its position, but not more often than every ten seconds for a partition.</summary>
internal sealed class SkippedRecords(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TopicPartition, Tally> _tallies = new();

    /// <summary>Notes a record that is left out. One that several read is counted once.</summary>
    public void Note(TopicPartition partition, RecordPoint point, string reason)
    {
        Tally tally = _tallies.GetOrAdd(partition, static _ => new Tally());
        long count;
        lock (tally)
        {
            if (point.Offset <= tally.Highest) return;
            tally.Highest = point.Offset;
            count = ++tally.Count;
            if (tally.LoggedAt is { } logged && time.GetElapsedTime(logged) < s_period) count = 0;
            else tally.LoggedAt = time.GetTimestamp();
        }

        KafkaMetrics.Skipped(partition.Topic);
        if (count > 0) KafkaLog.RecordSkipped(logger, partition.Topic, partition.Partition.Value, point.Offset, reason, count);
    }

    /// <summary>Says that a topic's offsets begin anew: what is left out from now on is none of what was counted.</summary>
    public void Forget(string topic)
    {
        foreach ((TopicPartition partition, Tally tally) in _tallies)
        {
            if (partition.Topic != topic) continue;
            lock (tally) (tally.Highest, tally.LoggedAt) = (-1, null);
        }
    }

    /// <summary>How many records of a partition were left out so far.</summary>
    public long CountOf(TopicPartition partition)
    {
        if (!_tallies.TryGetValue(partition, out Tally? tally)) return 0;
        lock (tally) return tally.Count;
    }

    private sealed class Tally
    {
        public long Highest { get; set; } = -1;

        public long Count { get; set; }

        public long? LoggedAt { get; set; }
    }
}
