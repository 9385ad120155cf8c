using Confluent.Kafka;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Live;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Epochs;

/// <summary>Compares where the logs end with how far they were read: one that ends before that is not the one that was read.</summary>
internal sealed class EndsCheck(TopicMap topics, BrokerQueries queries, TimeProvider time)
{
    // A new leader may not know for a moment how far the log goes.
    private static readonly TimeSpan s_doubt = TimeSpan.FromSeconds(1);

    /// <summary>Looks at every partition once, and again at one that seems short. One that cannot be looked at keeps no other from it.</summary>
    /// <param name="suspect">Is told what is found.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="BrokerUnavailableException">Some partitions could not be looked at; the message names one.</exception>
    public Task LookAsync(Action<PartitionLog, SuspicionKind, string> suspect, CancellationToken cancellationToken) =>
        Task.WhenAll(topics.All.SelectMany(topic => topic.Logs).Select(log => LookAsync(log, suspect, cancellationToken)));

    private async Task LookAsync(PartitionLog log, Action<PartitionLog, SuspicionKind, string> suspect, CancellationToken cancellationToken)
    {
        try
        {
            if (await EndIfShortAsync(log, cancellationToken) is null) return;
            await Task.Delay(s_doubt, time, cancellationToken);
            if (await EndIfShortAsync(log, cancellationToken) is { } end)
                suspect(log, SuspicionKind.Certain, $"partition {log.Partition.Partition.Value} ends at offset {end}, and was read up to {log.Next}");
        }
        catch (BrokerUnavailableException error) when (error.InnerException is KafkaException { Error: var reason } && KafkaErrors.IsMissingTopic(reason))
        {
            suspect(log, SuspicionKind.Missing, "it is gone");
        }
    }

    private async Task<long?> EndIfShortAsync(PartitionLog log, CancellationToken cancellationToken)
    {
        long read = log.Next;
        LogEnds ends = await queries.EndsAsync(log.Partition).WaitAsync(cancellationToken);
        return ends.High < read ? ends.High : null;
    }
}
