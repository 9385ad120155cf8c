using Confluent.Kafka;
using PubSub.Kafka.Client;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Topics;

/// <summary>A topic on this node: its life and its partitions' logs. They change together, when the topic begins a new life.</summary>
internal sealed class TopicState(string name, bool isLive)
{
    private volatile TopicLife _life = new(null, []);

    public string Name => name;

    /// <summary>True for the topic of the ephemeral channels, of which nothing is read again.</summary>
    public bool IsLive => isLive;

    /// <summary>The life that is being read, or null before start-up has found one.</summary>
    public TopicEpoch? Epoch => _life.Epoch;

    public IReadOnlyList<PartitionLog> Logs => _life.Logs;

    /// <summary>Where a channel's events are.</summary>
    public PartitionLog LogOf(ulong channelHash)
    {
        IReadOnlyList<PartitionLog> logs = _life.Logs;
        return logs.Count > 0
            ? logs[ChannelHash.Partition(channelHash, logs.Count)]
            : throw new InvalidOperationException("The adapter has not been started.");
    }

    /// <summary>Begins a life. Waits on the logs of the one before end.</summary>
    /// <param name="epoch">The life.</param>
    /// <param name="perPartition">What a partition keeps in memory.</param>
    /// <param name="ends">Where the partitions' logs begin and end.</param>
    public void Begin(TopicEpoch epoch, WindowLimits perPartition, IReadOnlyList<LogEnds> ends)
    {
        TopicLife before = _life;
        var logs = new PartitionLog[ends.Count];
        for (int i = 0; i < logs.Length; i++)
        {
            logs[i] = new PartitionLog(new TopicPartition(name, i), epoch, perPartition);
            if (before.Epoch is { } last) logs[i].Accept(last.Key);
            // The last record tells where the log stands.
            logs[i].BeginAt(Math.Max(ends[i].Low, ends[i].High - 1), ends[i].High);
        }

        _life = new TopicLife(epoch, logs);
        foreach (PartitionLog log in before.Logs) log.Close();
        before.Over.TrySetResult();
    }

    /// <summary>Completes when the life of a log is over.</summary>
    public Task WhenOver(PartitionLog log)
    {
        TopicLife life = _life;
        return life.Logs.Contains(log) ? life.Over.Task : Task.CompletedTask;
    }

    private sealed record TopicLife(TopicEpoch? Epoch, IReadOnlyList<PartitionLog> Logs)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
