using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Adapters;
using PubSub.Kafka.Publishing;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Publishing;

public class RecordProducerTests
{
    private static readonly TopicPartition s_partition = new("t", 0);

    [Fact]
    public async Task Renew_CallInTheProducer_ItIsDisposedOfAfterThat()
    {
        using var inside = new SemaphoreSlim(0);
        using var leave = new ManualResetEventSlim();
        var first = new FakeProducer
        {
            OnProduce = _ =>
            {
                inside.Release();
                leave.Wait(Eventually.Limit);
            },
        };
        using RecordProducer producer = Over(first, new FakeProducer());
        Task write = Task.Run(() => WriteAsync(producer));
        await inside.WaitAsync();
        producer.Renew("it is a test");

        // The one in its place takes records meanwhile, and the first still has its caller in it.
        _ = WriteAsync(producer);
        first.IsDisposed.ShouldBeFalse();
        leave.Set();
        await Eventually.HoldsAsync(() => first.IsDisposed);
        await Should.ThrowAsync<BrokerUnavailableException>(() => write);
    }

    [Fact]
    public async Task Renew_RecordThatIsNeverReportedOn_Fails()
    {
        using RecordProducer producer = Over(new FakeProducer(), new FakeProducer());
        Task<Acknowledgement> write = WriteAsync(producer);
        producer.Renew("it is a test");

        (await Should.ThrowAsync<BrokerUnavailableException>(() => write.WaitAsync(Eventually.Limit))).Message.ShouldContain("'t'");
    }

    [Fact]
    public async Task Dispose_RecordThatIsNeverReportedOn_Fails()
    {
        RecordProducer producer = Over(new FakeProducer());
        Task<Acknowledgement> write = WriteAsync(producer);
        producer.Dispose();

        (await Should.ThrowAsync<BrokerUnavailableException>(() => write.WaitAsync(Eventually.Limit))).Message.ShouldContain("disposed of");
    }

    [Fact]
    public async Task Write_AfterDisposal_IsRefused()
    {
        RecordProducer producer = Over(new FakeProducer());
        producer.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => WriteAsync(producer));
    }

    [Fact]
    public async Task Write_ReportedOn_IsThePlace()
    {
        using RecordProducer producer = Over(new FakeProducer { OnProduce = report => report(Report(new Error(ErrorCode.NoError), 7)) });

        (await WriteAsync(producer)).ShouldBe(new Acknowledgement(7, 1234));
    }

    [Fact]
    public async Task Write_ProducerThatCannotGoOn_IsReplaced()
    {
        var broken = new FakeProducer { OnProduce = report => report(Report(new Error(ErrorCode.OutOfOrderSequenceNumber), -1)) };
        using RecordProducer producer = Over(broken, new FakeProducer { OnProduce = report => report(Report(new Error(ErrorCode.NoError), 1)) });

        await Should.ThrowAsync<BrokerUnavailableException>(() => WriteAsync(producer));
        (await WriteAsync(producer)).Offset.ShouldBe(1);
        await Eventually.HoldsAsync(() => broken.IsDisposed);
    }

    private static async Task<Acknowledgement> WriteAsync(RecordProducer producer) => await producer.WriteAsync(s_partition, [1], [2], null);

    private static DeliveryReport<byte[], byte[]> Report(Error error, long offset) => new()
    {
        Error = error,
        TopicPartitionOffset = new TopicPartitionOffset(s_partition, offset),
        Message = new Message<byte[], byte[]> { Timestamp = new Timestamp(1234, TimestampType.LogAppendTime) },
    };

    private static RecordProducer Over(params FakeProducer[] fakes)
    {
        int next = 0;
        return new RecordProducer(() => fakes[next++].Producer, TimeSpan.FromSeconds(5), NullLogger.Instance);
    }

    private sealed class FakeProducer
    {
        private volatile bool _isDisposed;

        public FakeProducer() => Producer = Fake.Of<IProducer<byte[], byte[]>>((member, arguments) =>
        {
            if (member == nameof(IProducer<,>.Produce)) OnProduce((Action<DeliveryReport<byte[], byte[]>>)arguments[2]!);
            if (member == nameof(IDisposable.Dispose)) _isDisposed = true;
            return member == nameof(IProducer<,>.Flush) ? 0 : null;
        });

        public Action<Action<DeliveryReport<byte[], byte[]>>> OnProduce { get; init; } = _ => { };

        public IProducer<byte[], byte[]> Producer { get; }

        public bool IsDisposed => _isDisposed;
    }
}
