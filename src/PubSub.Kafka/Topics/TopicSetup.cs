using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Topics;

/// <summary>Sees to it that the topics are there and are as they must be, or says precisely what is missing.</summary>
internal sealed class TopicSetup(
    KafkaOptions options, IReadOnlyList<TopicPlan> plans, ClientSettings settings, BrokerQueries queries, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a topic is there.</summary>
    /// <exception cref="BrokerUnavailableException">No broker can be reached; the message names the address and the reason.</exception>
    public async Task<bool> HasAsync(string topic, TimeSpan patience, CancellationToken cancellationToken) =>
        (await PresentAsync(patience, cancellationToken)).ContainsKey(topic);

    /// <summary>Makes the topics that are missing, where that is allowed, and waits until all are served.</summary>
    /// <param name="patience">How long a broker may take to answer, and partitions to have a leader.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BrokerUnavailableException">No broker can be reached, or a partition has no leader; the message names the address or the partition.</exception>
    /// <exception cref="InvalidOperationException">A topic is missing and cannot be made; the message has the command that makes it.</exception>
    public async Task<TopicFacts> EnsureAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Dictionary<string, TopicMetadata> present = await PresentAsync(patience, cancellationToken);
        TopicPlan[] missing = [.. plans.Where(plan => !present.ContainsKey(plan.Name))];
        HashSet<string> created = missing.Length > 0 ? await CreateAsync(missing, patience, cancellationToken) : [];
        long started = time.GetTimestamp();
        while (UnservedIn(present) is { } unserved)
        {
            if (time.GetElapsedTime(started) >= patience) throw new BrokerUnavailableException(unserved);
            await Task.Delay(s_pause, time, cancellationToken);
            present = await PresentAsync(patience, cancellationToken);
        }

        Dictionary<string, int> partitions = plans.ToDictionary(plan => plan.Name, plan => present[plan.Name].Partitions.Count, StringComparer.Ordinal);
        foreach (string name in created) KafkaLog.TopicCreated(logger, name, partitions[name]);
        return new TopicFacts(partitions, created);
    }

    /// <summary>What is wrong with the topics' settings, as far as this user may look at them: a sentence for each, with the command that mends it. Logs what gives concern.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Dictionary<string, TopicMetadata> present = await PresentAsync(patience, cancellationToken);
        var problems = new List<string>();
        foreach (TopicPlan plan in plans)
        {
            try
            {
                List<DescribeConfigsResult> found = await queries.Manage(admin => admin.DescribeConfigsAsync(
                    [new ConfigResource { Type = ResourceType.Topic, Name = plan.Name }], new DescribeConfigsOptions { RequestTimeout = patience })).WaitAsync(cancellationToken);
                var actual = found[0].Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal);
                problems.AddRange(plan.ProblemsOf(actual, options.BootstrapServers));
                foreach (string concern in plan.ConcernsOf(actual, ReplicasOf(plan, present))) KafkaLog.TopicConcern(logger, plan.Name, concern);
            }
            catch (KafkaException error)
            {
                Error reason = error is DescribeConfigsException { Results: [{ } result, ..] } ? result.Error : error.Error;
                KafkaLog.TopicUnchecked(logger, plan.Name, KafkaErrors.Explain(reason));
            }
        }

        return problems;
    }

    /// <summary>What keeps one of the topics from being served, in a sentence, or null where nothing does.</summary>
    /// <exception cref="BrokerUnavailableException">No broker can be reached.</exception>
    public async Task<string?> FindUnservedAsync(TimeSpan patience, CancellationToken cancellationToken) => UnservedIn(await PresentAsync(patience, cancellationToken));

    // All topics are asked for: asking for one by its name may make it, on a broker that is set up so.
    private async Task<Dictionary<string, TopicMetadata>> PresentAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Metadata metadata;
        try
        {
            metadata = await queries.MetadataAsync(patience).WaitAsync(cancellationToken);
        }
        catch (BrokerUnavailableException error)
        {
            throw new BrokerUnavailableException($"Kafka at {options.BootstrapServers} did not answer within {patience.TotalSeconds:0.#} s. {settings.LastError ?? error.Message}", error);
        }

        return metadata.Topics.ToDictionary(topic => topic.Topic, StringComparer.Ordinal);
    }

    private static int ReplicasOf(TopicPlan plan, Dictionary<string, TopicMetadata> present) =>
        present.TryGetValue(plan.Name, out TopicMetadata? topic) && topic.Partitions.Count > 0 ? topic.Partitions[0].Replicas.Length : 0;

    private string? UnservedIn(Dictionary<string, TopicMetadata> present)
    {
        foreach (TopicPlan plan in plans)
        {
            if (!present.TryGetValue(plan.Name, out TopicMetadata? topic) || KafkaErrors.IsMissingTopic(topic.Error)) return $"The topic '{plan.Name}' is missing, or this user may not Describe it.";
            if (topic.Error.IsError) return $"Topic '{plan.Name}': {KafkaErrors.Explain(topic.Error)}";
            if (topic.Partitions.Count == 0) return $"The topic '{plan.Name}' has no partitions yet.";
            if (topic.Partitions.Find(partition => partition.Leader < 0) is { } orphan) return $"Partition {orphan.PartitionId} of topic '{plan.Name}' has no leader: the brokers that keep it are away.";
        }

        return null;
    }

    private async Task<HashSet<string>> CreateAsync(TopicPlan[] missing, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!options.CreateTopics) throw Missing(missing, $"and {nameof(KafkaOptions)}.{nameof(KafkaOptions.CreateTopics)} is off");
        var created = missing.Select(plan => plan.Name).ToHashSet(StringComparer.Ordinal);
        try
        {
            await queries.Manage(admin => admin.CreateTopicsAsync(
                missing.Select(plan => plan.Specification(options.ReplicationFactor)),
                new CreateTopicsOptions { RequestTimeout = patience, OperationTimeout = patience })).WaitAsync(cancellationToken);
        }
        catch (CreateTopicsException error)
        {
            foreach (CreateTopicReport report in error.Results.Where(report => report.Error.IsError))
            {
                created.Remove(report.Topic);
                if (report.Error.Code == Code.TopicAlreadyExists) continue;
                string why = KafkaErrors.IsForbidden(report.Error)
                    ? "or hidden from this user, who may not create it (ACLs: Create on the cluster or topic; or make it by hand and allow Describe, Read and Write)"
                    : $"and making it failed: {KafkaErrors.Explain(report.Error).TrimEnd('.')}";
                throw Missing([.. missing.Where(plan => plan.Name == report.Topic)], why);
            }
        }
        catch (KafkaException error)
        {
            throw KafkaErrors.Unavailable("Making topics", error.Error);
        }

        return created;
    }

    private InvalidOperationException Missing(TopicPlan[] lacking, string why) => new(
        $"Kafka at {options.BootstrapServers} is without {string.Join(", ", lacking.Select(plan => $"the topic '{plan.Name}'"))}, {why}. Make it like this:" +
        Environment.NewLine + string.Join(Environment.NewLine, lacking.Select(plan => plan.CreateCommand(options.BootstrapServers))));
}
