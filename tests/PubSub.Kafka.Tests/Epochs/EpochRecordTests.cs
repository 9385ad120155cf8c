using System.Text;
using PubSub.Contracts;
using PubSub.Kafka.Epochs;

namespace PubSub.Kafka.Tests.Epochs;

public class EpochRecordTests
{
    [Fact]
    public void TryRead_Written_IsTheSame()
    {
        TopicEpoch first = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), null, 12), second = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(2), first, 12);

        EpochRecord.TryRead(EpochRecord.Write(new EpochClaim("some.topic", second, Over: new byte[TopicEpoch.KeyLength])), out EpochClaim? read).ShouldBeTrue();
        read.Topic.ShouldBe("some.topic");
        read.Epoch.IsSame(second).ShouldBeTrue();
        read.Epoch.Generation.ShouldBe(second.Generation);
        read.Epoch.Partitions.ShouldBe(12);
        read.Epoch.Follows.ShouldBe(first.Key);
        read.Over.ShouldBe(new byte[TopicEpoch.KeyLength]);
    }

    [Fact]
    public void Write_FirstLife_HasNoMembersWithoutAValue() =>
        Encoding.UTF8.GetString(EpochRecord.Write(new EpochClaim("t", new TopicEpoch(7, new byte[TopicEpoch.KeyLength], 3))))
            .ShouldBe("""{"topic":"t","generation":7,"epoch":"00000000000000000000000000000000","partitions":3}""");

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"topic":"t","generation":0,"epoch":"00112233445566778899aabbccddeeff","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"0011","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"zz112233445566778899aabbccddeeff","partitions":1}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"00112233445566778899aabbccddeeff","partitions":0}""")]
    [InlineData("""{"topic":"t","generation":1,"epoch":"00112233445566778899aabbccddeeff","partitions":1,"follows":"00"}""")]
    [InlineData("""{"topic":"t","generation":999999999999999999,"epoch":"00112233445566778899aabbccddeeff","partitions":1}""")]
    public void TryRead_NoClaim_IsRefused(string value) => EpochRecord.TryRead(Encoding.UTF8.GetBytes(value), out _).ShouldBeFalse();

    [Fact]
    public void Draw_ClockStepsBack_IsLaterAllTheSame()
    {
        TopicEpoch first = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(2), null, 1);

        TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), first, 1).Generation.ShouldBeGreaterThan(first.Generation);
    }

    [Fact]
    public void EpochOf_Channels_AreAlikeOnEveryNodeAndDifferFromEachOther()
    {
        TopicEpoch epoch = TopicEpoch.Draw(DateTimeOffset.UnixEpoch.AddDays(1), null, 12);
        EpochRecord.TryRead(EpochRecord.Write(new EpochClaim("t", epoch)), out EpochClaim? elsewhere);
        ChannelName orders = ChannelName.Parse("orders"), chat = ChannelName.Parse("chat:1");

        elsewhere!.Epoch.EpochOf(orders).ShouldBe(epoch.EpochOf(orders));
        epoch.EpochOf(chat).ShouldNotBe(epoch.EpochOf(orders));
    }
}
