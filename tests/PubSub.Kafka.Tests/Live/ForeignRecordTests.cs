using System.Text;
using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Live;

/// <summary>Records that other programs have put into a topic.</summary>
public class ForeignRecordTests : KafkaTest
{
    [SkippableTheory]
    [InlineData(null, "{}", false)]
    [InlineData("orders", "{}", false)]
    [InlineData("not an address!", "{}", true)]
    [InlineData("orders", "not an event", true)]
    [InlineData("orders", null, true)]
    public async Task Receive_ForeignOrCorrupt_IsLeftOutCountedAndLoggedWithItsPosition(string? key, string? value, bool withEpoch)
    {
        KafkaNode node = await StartNodeAsync();
        await node.SubscribeAsync(Orders);
        EventId first = await node.PublishAsync(Orders);
        byte[]? epoch = withEpoch ? EpochKeyOf(node) : null;
        long offset = await ProduceAsync(key, value, epoch);
        EventId second = await node.PublishAsync(Orders);

        (await node.Sink.ReceivesAsync(Orders, 2)).ShouldBe([first, second]);
        (await node.ReadAsync(Orders, first)).Events.ShouldHaveSingleItem().Id.ShouldBe(second);
        await Eventually.HoldsAsync(() => node.Logs.Entries.Any(entry => entry.Id.Id == 5220));
        node.Logs.Entries.Single(entry => entry.Id.Id == 5220).Message.ShouldContain($"{Topic} [0] offset {offset}");
    }

    [SkippableFact]
    public async Task Receive_RecordOfANodeThatHasNotHeardOfTheEpoch_IsTaken()
    {
        KafkaNode node = await StartNodeAsync();
        await node.SubscribeAsync(Orders);
        await ProduceAsync("orders", Encoding.UTF8.GetString(KafkaNode.Body(Orders, "7").Json.Span), new byte[16]);
        EventId next = await node.PublishAsync(Orders);

        (await node.Sink.ReceivesAsync(Orders, 2))[1].ShouldBe(next);
        node.Sink.LossesOn(Orders).ShouldBe(0);
    }

    private byte[] EpochKeyOf(KafkaNode node)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Server.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, 0));
        ConsumeResult<byte[], byte[]> record = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"No record of {node}.");
        return record.Message.Headers.GetLastBytes(RecordParser.EpochHeader);
    }
}
