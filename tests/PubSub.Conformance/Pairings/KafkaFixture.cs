using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka;
using PubSub.Kafka.Topics;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>Kafka: topics of the test's own, on the server that the tests share.</summary>
public class KafkaFixture : IRunsSeveralNodes, ITrimsByAge, ITrimsByCount, ITakesForeignEntries
{
    private protected const int Partitions = 3;

    private readonly string _prefix = SharedKafka.NewTopic();

    public Type AdapterType => typeof(KafkaAdapter);

    public TimeSpan Unit => TimeSpan.FromSeconds(4);

    private protected KafkaServer Kafka { get; private set; } = null!;

    private protected string Topic => $"{_prefix}-events";

    private string LiveTopic => $"{_prefix}-live";

    private string EpochTopic => $"{_prefix}-epochs";

    public async ValueTask StartAsync() => Kafka = await GetServerAsync();

    public ValueTask<IEventAdapter> CreateNodeAsync()
    {
        var options = new KafkaOptions { BootstrapServers = Kafka.BootstrapServers, LiveTopic = LiveTopic, EpochTopic = EpochTopic, Partitions = Partitions };
        options.Topics[0] = Topic;
        Configure(options);
        return new(new KafkaAdapter(options, ContractDemands.None, TimeProvider.System, NullLogger<KafkaAdapter>.Instance));
    }

    // The broker runs on this machine.
    public ValueTask<DateTimeOffset> NowAsync() => new(DateTimeOffset.UtcNow);

    public async ValueTask ElapseAsync(TimeSpan by)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow + by;
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (DateTimeOffset.UtcNow <= until + TimeSpan.FromMilliseconds(1)) await ticks.WaitForNextTickAsync();
    }

    public async ValueTask AppendForeignAsync(ChannelName channel, IReadOnlyList<string> bodies)
    {
        var partition = new TopicPartition(Topic, ChannelHash.Partition(ChannelHash.Of(channel), Partitions));
        Headers headers = HeadersIn(partition);
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Kafka.BootstrapServers }).Build();
        foreach (string body in bodies)
            await producer.ProduceAsync(partition, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(channel.Value), Value = Encoding.UTF8.GetBytes(body), Headers = headers });
    }

    // Of a node's record: the topic's epoch is in them.
    private Headers HeadersIn(TopicPartition partition)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Kafka.BootstrapServers, GroupId = "tests" }).Build();
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        return consumer.Consume(TimeSpan.FromSeconds(30))?.Message.Headers ?? throw new TimeoutException("No record of a node.");
    }

    // The topics keep their records for seven days, and epochs for ever: nothing goes.
    public ValueTask SixDaysPassAsync() => ElapseAsync(Unit * 1.5);

    public async ValueTask LoseEverythingAsync() => await Kafka.Admin.DeleteAsync(Topic, LiveTopic, EpochTopic);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected virtual Task<KafkaServer> GetServerAsync() => SharedKafka.GetAsync();

    private protected virtual void Configure(KafkaOptions options)
    {
    }
}
