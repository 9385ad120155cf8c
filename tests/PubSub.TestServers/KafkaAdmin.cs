using Confluent.Kafka;
using Confluent.Kafka.Admin;
using PubSub.Kafka.Client;

namespace PubSub.TestServers;

/// <summary>What tests do to a server's topics, over one connection: a tool of Kafka's takes seconds for each. Safe to use from any thread.</summary>
public sealed class KafkaAdmin : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly ClientConfig _settings;
    private readonly IAdminClient _client;

    // The library is found by PubSub.Kafka's rule; a process can have one only.
    static KafkaAdmin() => SystemLibrdkafka.Use();

    internal KafkaAdmin(string bootstrapServers)
    {
        _settings = new ClientConfig { BootstrapServers = bootstrapServers };
        _settings.Set("allow.auto.create.topics", "false");
        // A server that a test has killed is no news.
        _client = new AdminClientBuilder(_settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>Makes a topic, unless it is there.</summary>
    public async Task CreateAsync(string topic, int partitions, params (string Key, string Value)[] settings)
    {
        try
        {
            await _client.CreateTopicsAsync(
                [new TopicSpecification { Name = topic, NumPartitions = partitions, Configs = settings.ToDictionary(setting => setting.Key, setting => setting.Value) }],
                new CreateTopicsOptions { OperationTimeout = s_limit, RequestTimeout = s_limit });
        }
        catch (CreateTopicsException error) when (error.Results.TrueForAll(report => report.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // It is there.
        }
    }

    /// <summary>Deletes topics.</summary>
    public Task DeleteAsync(params string[] topics) => _client.DeleteTopicsAsync(topics, new DeleteTopicsOptions { OperationTimeout = s_limit, RequestTimeout = s_limit });

    /// <summary>Gives a topic more partitions.</summary>
    public Task ExtendAsync(string topic, int partitions) => _client.CreatePartitionsAsync(
        [new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }], new CreatePartitionsOptions { OperationTimeout = s_limit, RequestTimeout = s_limit });

    /// <summary>Deletes the records of a partition that are before an offset.</summary>
    public Task TrimAsync(string topic, int partition, long before) =>
        _client.DeleteRecordsAsync([new TopicPartitionOffset(topic, partition, before)], new DeleteRecordsOptions { OperationTimeout = s_limit, RequestTimeout = s_limit });

    /// <summary>How many partitions a topic has; 0 where it is not there.</summary>
    public int PartitionsOf(string topic) => _client.GetMetadata(s_limit).Topics.Find(found => found.Topic == topic)?.Partitions.Count ?? 0;

    /// <summary>A topic's settings.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SettingsOfAsync(string topic)
    {
        List<DescribeConfigsResult> found = await _client.DescribeConfigsAsync(
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = s_limit });
        return found[0].Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value);
    }

    /// <summary>The offset that a partition's next record gets.</summary>
    public long EndOf(string topic, int partition)
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(_settings) { GroupId = "tests" }).Build();
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), s_limit).High.Value;
    }

    /// <summary>Forbids a user an operation on a topic, or on the cluster for null; what no rule forbids stays allowed to all. For servers that ask for permission.</summary>
    public Task DenyAsync(string user, AclOperation operation, string? topic)
    {
        // What has any rule allows nothing else by itself.
        return _client.CreateAclsAsync([Rule("*", AclOperation.All, AclPermissionType.Allow), Rule(user, operation, AclPermissionType.Deny)]);

        AclBinding Rule(string who, AclOperation what, AclPermissionType permission) => new()
        {
            Pattern = new ResourcePattern { Type = topic is null ? ResourceType.Broker : ResourceType.Topic, Name = topic ?? "kafka-cluster", ResourcePatternType = ResourcePatternType.Literal },
            Entry = new AccessControlEntry { Principal = $"User:{who}", Host = "*", Operation = what, PermissionType = permission },
        };
    }

    /// <summary>Takes back what <see cref="DenyAsync"/> did to a user on a topic.</summary>
    public Task AllowAsync(string user, string topic) => _client.DeleteAclsAsync(
    [
        new AclBindingFilter
        {
            PatternFilter = new ResourcePatternFilter { Type = ResourceType.Topic, Name = topic, ResourcePatternType = ResourcePatternType.Literal },
            EntryFilter = new AccessControlEntryFilter { Principal = $"User:{user}", Operation = AclOperation.Any, PermissionType = AclPermissionType.Deny },
        },
    ]);

    public void Dispose() => _client.Dispose();
}
