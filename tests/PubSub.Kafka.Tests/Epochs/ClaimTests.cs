using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Epochs;

/// <summary>What others write into the epoch topic.</summary>
public class ClaimTests : KafkaTest
{
    private IProducer<byte[], byte[]>? _producer;

    public override Task DisposeAsync()
    {
        _producer?.Dispose();
        return base.DisposeAsync();
    }

    [SkippableFact]
    public async Task Receive_CorruptClaim_IsLeftOutAndLoggedWithItsPosition()
    {
        KafkaNode node = await StartNodeAsync();
        EventId first = await node.PublishAsync(Orders);
        long offset = await WriteAsync("""{"topic":1}"""u8.ToArray());
        await Eventually.HoldsAsync(() => node.Logs.Entries.Any(entry => entry.Id.Id == 5215));

        node.Logs.Entries.Single(entry => entry.Id.Id == 5215).Message.ShouldContain($"at offset {offset} ");
        (await node.PublishAsync(Orders)).Epoch.ShouldBe(first.Epoch);
    }

    [SkippableFact]
    public async Task Receive_ClaimThatComesTooLate_ChangesNothingAndIsAnswered()
    {
        KafkaNode one = await StartNodeAsync(), two = await StartNodeAsync();
        await two.SubscribeAsync(Orders);
        EventId first = await one.PublishAsync(Orders);
        TopicEpoch standing = ClaimsOf(Topic)[^1].Epoch;

        // Of a node whose clock is an hour ahead, and that had read no claim when it wrote.
        await WriteAsync(EpochRecord.Write(new EpochClaim(Topic, TopicEpoch.Draw(DateTimeOffset.UtcNow.AddHours(1), null, 1))));
        await Eventually.HoldsAsync(() => ClaimsOf(Topic)[^1].Epoch.IsSame(standing));

        (await one.PublishAsync(Orders)).Epoch.ShouldBe(first.Epoch);
        (await two.ReadAsync(Orders, first)).Truncated.ShouldBeFalse();
        two.Sink.LossesOn(Orders).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Start_LastClaimCameTooLate_KeepsTheEpochAndAnswersIt()
    {
        KafkaNode one = await StartNodeAsync();
        EventId first = await one.PublishAsync(Orders);
        TopicEpoch standing = ClaimsOf(Topic)[^1].Epoch;
        await one.DisposeAsync();
        await WriteAsync(EpochRecord.Write(new EpochClaim(Topic, TopicEpoch.Draw(DateTimeOffset.UtcNow, null, 1))));
        KafkaNode two = await StartNodeAsync();

        (await two.PublishAsync(Orders)).IsAfter(first).ShouldBeTrue();
        ClaimsOf(Topic)[^1].Epoch.IsSame(standing).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Publish_EpochThatEndsBeforeItsReport_IsAnsweredUnderTheNext()
    {
        // A publish waits a second for others, and an epoch may end meanwhile: if not at the first attempt, because the machine is busy, then at a later one.
        KafkaNode node = await StartNodeAsync(o => o.Linger = TimeSpan.FromSeconds(1));
        TopicEpoch standing = ClaimsOf(Topic)[^1].Epoch;
        for (int attempts = 20; attempts > 0; attempts--)
        {
            int begun = LivesOf(node);
            Task<EventId> publishing = node.PublishAsync(Orders);
            standing = TopicEpoch.Draw(DateTimeOffset.UtcNow, standing, 1);
            await WriteAsync(EpochRecord.Write(new EpochClaim(Topic, standing)));
            await Eventually.HoldsAsync(() => LivesOf(node) > begun);
            bool wasReportedBefore = publishing.IsCompleted;
            EventId id = await publishing;
            if (wasReportedBefore) continue;

            (await node.ReadAsync(Orders, id)).Truncated.ShouldBeFalse();
            return;
        }

        throw new TimeoutException("No epoch ended in time.");
    }

    private static int LivesOf(KafkaNode node) => node.Logs.Entries.Count(entry => entry.Id.Id == 5211);

    private async Task<long> WriteAsync(byte[] claim)
    {
        _producer ??= new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Server.BootstrapServers }).Build();
        return (await _producer.ProduceAsync(new TopicPartition(EpochTopic, 0), new Message<byte[], byte[]> { Key = EpochRecord.Key(Topic), Value = claim })).Offset.Value;
    }

    private List<EpochClaim> ClaimsOf(string topic)
    {
        var config = new ConsumerConfig { BootstrapServers = Server.BootstrapServers, GroupId = "test", EnablePartitionEof = true };
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(EpochTopic, 0, Offset.Beginning));
        var claims = new List<EpochClaim>();
        while (consumer.Consume(Eventually.Limit) is { IsPartitionEOF: false } record)
        {
            if (EpochRecord.TryRead(record.Message.Value, out EpochClaim? claim) && claim.Topic == topic) claims.Add(claim);
        }

        return claims;
    }
}
