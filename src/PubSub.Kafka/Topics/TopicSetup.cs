using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Kafka.Client;
using PubSub.Kafka.Diagnostics;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Topics;

/// <summary>Sees to it that the topics are there and are as they must be, or says precisely what is missing.</summary>
internal sealed class TopicSetup(KafkaOptions options, TimeSpan? longestRetention, ClientSettings settings, BrokerQueries queries, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<TopicPlan> _plans = TopicPlan.Of(options, longestRetention);

    /// <summary>Makes the topics that are missing, where that is allowed.</summary>
    /// <exception cref="BrokerUnavailableException">No broker can be reached; the message names the address and the reason.</exception>
    /// <exception cref="InvalidOperationException">A topic is missing and cannot be made; the message has the command that makes it.</exception>
    public async Task<TopicFacts> EnsureAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, TopicMetadata> present = await PresentAsync(cancellationToken);
        TopicPlan[] missing = [.. _plans.Where(plan => !present.ContainsKey(plan.Name))];
        HashSet<string> created = missing.Length > 0 ? await CreateAsync(missing) : [];
        while (!_plans.All(plan => present.TryGetValue(plan.Name, out TopicMetadata? topic) && IsServed(topic)))
        {
            await Task.Delay(s_pause, time, cancellationToken);
            present = await PresentAsync(cancellationToken);
        }

        Dictionary<string, int> partitions = _plans.ToDictionary(plan => plan.Name, plan => present[plan.Name].Partitions.Count, StringComparer.Ordinal);
        foreach (string name in created) KafkaLog.TopicCreated(logger, name, partitions[name]);
        return new TopicFacts(partitions, created);
    }

    /// <summary>Checks the topics' settings, as far as this user may look at them.</summary>
    /// <exception cref="InvalidOperationException">A setting breaks what the adapter promises; the message has the command that mends it.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (TopicPlan plan in _plans)
        {
            try
            {
                List<DescribeConfigsResult> found = await queries.Admin.DescribeConfigsAsync(
                    [new ConfigResource { Type = ResourceType.Topic, Name = plan.Name }], new DescribeConfigsOptions { RequestTimeout = options.ReadTimeout }).WaitAsync(cancellationToken);
                var actual = found[0].Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal);
                problems.AddRange(plan.ProblemsOf(actual, options.BootstrapServers));
            }
            catch (KafkaException error)
            {
                Error reason = error is DescribeConfigsException { Results: [{ } result, ..] } ? result.Error : error.Error;
                KafkaLog.TopicUnchecked(logger, plan.Name, KafkaErrors.Explain(reason));
            }
        }

        if (problems.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    // All topics are asked for: asking for one by its name may make it, on a broker that is set up so.
    private async Task<Dictionary<string, TopicMetadata>> PresentAsync(CancellationToken cancellationToken)
    {
        Metadata metadata;
        try
        {
            metadata = await queries.MetadataAsync(null, options.ConnectTimeout).WaitAsync(cancellationToken);
        }
        catch (BrokerUnavailableException error)
        {
            throw new BrokerUnavailableException(
                $"Kafka at {options.BootstrapServers} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s. {settings.LastError ?? error.Message}", error);
        }

        return metadata.Topics.ToDictionary(topic => topic.Topic, StringComparer.Ordinal);
    }

    private static bool IsServed(TopicMetadata topic) =>
        !topic.Error.IsError && topic.Partitions.Count > 0 && topic.Partitions.All(partition => partition.Leader >= 0);

    private async Task<HashSet<string>> CreateAsync(TopicPlan[] missing)
    {
        if (!options.CreateTopics) throw Missing(missing, $"and {nameof(KafkaOptions)}.{nameof(KafkaOptions.CreateTopics)} is off");
        var created = missing.Select(plan => plan.Name).ToHashSet(StringComparer.Ordinal);
        try
        {
            await queries.Admin.CreateTopicsAsync(
                missing.Select(plan => plan.Specification(options.ReplicationFactor)),
                new CreateTopicsOptions { RequestTimeout = options.ConnectTimeout, OperationTimeout = options.ConnectTimeout });
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

    private InvalidOperationException Missing(TopicPlan[] plans, string why) => new(
        $"Kafka at {options.BootstrapServers} is without {string.Join(", ", plans.Select(plan => $"the topic '{plan.Name}'"))}, {why}. Make it like this:" +
        Environment.NewLine + string.Join(Environment.NewLine, plans.Select(plan => plan.CreateCommand(options.BootstrapServers))));
}
