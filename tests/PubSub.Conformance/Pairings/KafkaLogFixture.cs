using System.Globalization;
using PubSub.Contracts;
using PubSub.Kafka;
using PubSub.Kafka.Topics;

namespace PubSub.Conformance.Pairings;

/// <summary>Kafka with nodes that keep nothing in memory, so that every read is one of the log.</summary>
public sealed class KafkaLogFixture : KafkaFixture, ITrimsOnDemand
{
    public async ValueTask TrimAsync(ChannelName channel, EventId last)
    {
        int partition = ChannelHash.Partition(ChannelHash.Of(channel), Partitions);
        string file = Path.Combine(Kafka.Folder, $"{Topic}.json");
        await File.WriteAllTextAsync(file, string.Create(
            CultureInfo.InvariantCulture, $$"""{"partitions":[{"topic":"{{Topic}}","partition":{{partition}},"offset":{{last.Offset}}}],"version":1}"""));
        await Kafka.ToolAsync("kafka-delete-records.sh", "--offset-json-file", file);
    }

    private protected override void Configure(KafkaOptions options) => options.WindowEvents = 0;
}
