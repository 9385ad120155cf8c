using System.Text;
using PubSub.Contracts;
using PubSub.Kafka.Epochs;

namespace PubSub.Kafka.Tests.Epochs;

public class EpochRecordTests
{
    [Fact]
    public void TryRead_Written_IsTheSame()
    {
        TopicEpoch written = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), null, 12);

        EpochRecord.TryRead(EpochRecord.Write("some.topic", written), out string? topic, out TopicEpoch? read).ShouldBeTrue();
        topic.ShouldBe("some.topic");
        read.IsSame(written).ShouldBeTrue();
        read.Partitions.ShouldBe(12);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"topic":"t","generation":0,"epoch":"00112233445566778899aabbccddeeff","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"0011","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"zz112233445566778899aabbccddeeff","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"00112233445566778899aabbccddeeff","partitions":0}""")]
    [InlineData("""{"topic":"t","generation":999999999999999999,"epoch":"00112233445566778899aabbccddeeff","partitions":1}""")]
    public void TryRead_NoClaim_IsRefused(string value) => EpochRecord.TryRead(Encoding.UTF8.GetBytes(value), out _, out _).ShouldBeFalse();

    [Fact]
    public void Draw_ClockStepsBack_IsLaterAllTheSame()
    {
        TopicEpoch first = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(2), null, 1);

        TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), first, 1).Beats(first).ShouldBeTrue();
    }

    [Fact]
    public void EpochOf_Channels_AreAlikeOnEveryNodeAndDifferFromEachOther()
    {
        TopicEpoch epoch = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), null, 12);
        EpochRecord.TryRead(EpochRecord.Write("t", epoch), out _, out TopicEpoch? elsewhere);
        ChannelName orders = ChannelName.Parse("orders"), chat = ChannelName.Parse("chat:1");

        elsewhere!.EpochOf(orders).ShouldBe(epoch.EpochOf(orders));
        epoch.EpochOf(chat).ShouldNotBe(epoch.EpochOf(orders));
    }
}
