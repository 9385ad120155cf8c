using System.Runtime.InteropServices;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace PubSub.Benchmarks.Brokers;

/// <summary>What one would write with the client alone: an idempotent producer that waits for all replicas, and a topic that keeps ten minutes.</summary>
/// <param name="address">The broker.</param>
/// <param name="reads">Whether it reads the topic as well, by assignment and record by record, as each node does.</param>
internal sealed class KafkaClientPublisher(string address, bool reads) : IPublisher, IDisposable
{
    private const string Topic = "bench";

    private static readonly byte[] s_key = "ledger:c0"u8.ToArray();
    private IProducer<byte[], byte[]>? _producer;
    private byte[] _value = [];
    private volatile bool _isOver;

    // The client asks for names without versions, which only development packages have.
    static KafkaClientPublisher() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, static (name, assembly, path) =>
        NativeLibrary.TryLoad(name, assembly, path, out nint own) || NativeLibrary.TryLoad(name == "librdkafka" ? "librdkafka.so.1" : "libdl.so.2", out own) ? own : 0);

    public async Task StartAsync(int payloadBytes)
    {
        using (IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build())
        {
            await admin.CreateTopicsAsync(
            [
                new TopicSpecification
                {
                    Name = Topic,
                    NumPartitions = 1,
                    ReplicationFactor = 1,
                    Configs = new Dictionary<string, string> { ["retention.ms"] = "600000", ["message.timestamp.type"] = "LogAppendTime" },
                },
            ]);
        }

        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = address,
            EnableIdempotence = true,
            Acks = Acks.All,
            // As the adapter has it: with the library's own 5 ms, 64 publishes in flight would be 64 in 5 ms at the most.
            LingerMs = 0,
            DeliveryReportFields = "timestamp,status",
        }).Build();
        _value = Envelope.OfSize(payloadBytes);
        if (reads) new Thread(Read) { IsBackground = true }.Start();
    }

    public Task PublishAsync(int number, int sequence) => _producer!.ProduceAsync(Topic, new Message<byte[], byte[]> { Key = s_key, Value = _value });

    public void Dispose()
    {
        _isOver = true;
        _producer?.Dispose();
    }

    private void Read()
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = address, GroupId = "bench", EnableAutoCommit = false, EnableAutoOffsetStore = false }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        while (!_isOver) consumer.Consume(TimeSpan.FromMilliseconds(100));
    }
}
