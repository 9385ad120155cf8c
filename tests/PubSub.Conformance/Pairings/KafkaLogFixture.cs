using PubSub.Contracts;
using PubSub.Kafka;
using PubSub.Kafka.Topics;

namespace PubSub.Conformance.Pairings;

/// <summary>Kafka with nodes that keep nothing in memory, so that every read is one of the log.</summary>
public sealed class KafkaLogFixture : KafkaFixture, ITrimsOnDemand
{
    public async ValueTask TrimAsync(ChannelName channel, EventId last) =>
        await Kafka.Admin.TrimAsync(Topic, ChannelHash.Partition(ChannelHash.Of(channel), Partitions), last.Offset);

    private protected override void Configure(KafkaOptions options) => options.WindowEvents = 0;
}
