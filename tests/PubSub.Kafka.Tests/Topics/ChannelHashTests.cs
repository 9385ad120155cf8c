using PubSub.Contracts;
using PubSub.Kafka.Topics;

namespace PubSub.Kafka.Tests.Topics;

public class ChannelHashTests
{
    [Theory]
    [InlineData("orders", 0x00125d9250be8b4cUL)]
    [InlineData("chat:room%201", 0x6be110e365c46068UL)]
    [InlineData("-", 0xaf63a04c86018698UL)]
    public void Of_Address_IsTheStoredFormat(string address, ulong hash) => ChannelHash.Of(ChannelName.Parse(address)).ShouldBe(hash);

    [Fact]
    public void Partition_Hash_IsThatOfItsHalvesJoined() => ChannelHash.Partition(0x6be1_10e3_65c4_6068, 12).ShouldBe((int)((0x6be1_10e3U ^ 0x65c4_6068U) % 12));

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void Partition_ManyChannels_SpreadsThem(int partitions)
    {
        var counts = new int[partitions];
        for (int i = 0; i < 1000 * partitions; i++) counts[ChannelHash.Partition(ChannelHash.Of(ChannelName.Parse($"room:{i}")), partitions)]++;

        counts.ShouldAllBe(count => count > 700 && count < 1300);
    }

    [Fact]
    public void Topic_Hash_IsItsUpperHalf() => ChannelHash.Topic(0xaf63_a04c_8601_8698, 3).ShouldBe(0);
}
