using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Kafka.Live;
using PubSub.Kafka.Topics;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Support;

/// <summary>A system of nodes on a real server, with topics of its own.</summary>
public abstract class KafkaTest : IAsyncLifetime
{
    private readonly List<KafkaNode> _nodes = [];
    private readonly string _prefix = SharedKafka.NewTopic();

    protected static ChannelName Orders { get; } = ChannelName.Parse("orders");

    protected static ChannelName Chat { get; } = ChannelName.Parse("chat:room%201");

    /// <summary>Where all events of the test are, unless it asks for several partitions.</summary>
    protected string Topic => $"{_prefix}-events";

    protected string LiveTopic => $"{_prefix}-live";

    protected string EpochTopic => $"{_prefix}-epochs";

    protected KafkaServer Server { get; private set; } = null!;

    /// <summary>The server: shared, for tests that do it no harm.</summary>
    protected virtual Task<KafkaServer> GetServerAsync() => SharedKafka.GetAsync();

    public async Task InitializeAsync() => Server = await GetServerAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (KafkaNode node in _nodes) await node.DisposeAsync();
    }

    /// <summary>Puts a record into the first partition of the topic as another program does, and answers its offset.</summary>
    protected async Task<long> ProduceAsync(string? key, string? value, byte[]? epoch)
    {
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Server.BootstrapServers }).Build();
        var message = new Message<byte[]?, byte[]?> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = value is null ? null : Encoding.UTF8.GetBytes(value), Headers = [] };
        if (epoch is not null) message.Headers.Add(RecordParser.EpochHeader, epoch);
        return (await producer.ProduceAsync(new TopicPartition(Topic, 0), message)).Offset.Value;
    }

    /// <summary>Has the broker remove the records of the topic's first partition before an offset.</summary>
    protected Task DeleteBeforeAsync(long offset) => Server.Admin.TrimAsync(Topic, 0, offset);

    internal async Task<KafkaNode> StartNodeAsync(Action<KafkaOptions>? configure = null, TimeProvider? time = null)
    {
        KafkaNode node = NewNode(configure, time: time);
        await node.StartAsync();
        return node;
    }

    internal KafkaNode NewNode(Action<KafkaOptions>? configure = null, TimeSpan? longestRetention = null, TimeProvider? time = null)
    {
        var options = new KafkaOptions { BootstrapServers = Server.BootstrapServers, LiveTopic = LiveTopic, EpochTopic = EpochTopic, Partitions = 1 };
        options.Topics[0] = Topic;
        configure?.Invoke(options);
        ContractDemands demands = longestRetention is { } age ? new ContractDemands([new RetentionPromise(null, age)], 0) : ContractDemands.None;
        var logs = new LogCollector();
        ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information));
        var node = new KafkaNode(new KafkaAdapter(options, demands, time ?? TimeProvider.System, factory.CreateLogger<KafkaAdapter>()), logs);
        _nodes.Add(node);
        return node;
    }
}
