using PubSub.Contracts;
using PubSub.Kafka.Live;

namespace PubSub.Kafka.Tests.Live;

public class RecordWindowTests
{
    [Fact]
    public void Add_MoreThanTheLimit_KeepsTheLast()
    {
        var window = new RecordWindow(new WindowLimits(100, 1 << 20));
        RecordPoint? dropped = null;
        for (int i = 0; i < 1_000; i++) dropped = window.Add(Record(i, 10));

        window.Count.ShouldBe(100);
        window[0].Point.Offset.ShouldBe(900);
        dropped.ShouldBe(new RecordPoint(899, 899));
    }

    [Fact]
    public void Add_MoreBytesThanTheLimit_KeepsTheLast()
    {
        var window = new RecordWindow(new WindowLimits(100, 5_000));
        for (int i = 0; i < 10; i++) window.Add(Record(i, 1_000));

        window.Count.ShouldBe(4);
        window[window.Count - 1].Point.Offset.ShouldBe(9);
    }

    [Fact]
    public void Add_NoRoomAtAll_AnswersTheRecordItself()
    {
        var window = new RecordWindow(default);

        window.Add(Record(7, 1)).ShouldBe(new RecordPoint(7, 7));
        window.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    [InlineData(30, 2)]
    [InlineData(31, 3)]
    public void IndexOf_OffsetsWithHoles_IsTheFirstAtOrAfter(long offset, int index)
    {
        var window = new RecordWindow(new WindowLimits(10, 1 << 20));
        foreach (long each in (long[])[10, 20, 30]) window.Add(Record(each, 1));

        window.IndexOf(offset).ShouldBe(index);
        window.IndexAfterTime(offset - 1).ShouldBe(index);
    }

    [Fact]
    public void Add_LongAddresses_CountAsWell()
    {
        var window = new RecordWindow(new WindowLimits(100, 5_000));
        ChannelName channel = ChannelName.Parse($"room:{new string('x', 495)}");
        for (int i = 0; i < 10; i++) window.Add(new LogRecord(new RecordPoint(i, i), channel, []));

        window.Count.ShouldBe(4);
    }

    [Fact]
    public void IndexAfterTime_ClockSteppedBack_IsTheFirstLaterOne()
    {
        var window = new RecordWindow(new WindowLimits(10, 1 << 20));
        foreach (long milliseconds in (long[])[100, 300, 200, 250, 400]) window.Add(new LogRecord(new RecordPoint(window.Count, milliseconds), null, []));

        window.IndexAfterTime(260).ShouldBe(1);
        window.IndexAfterTime(300).ShouldBe(4);
    }

    [Fact]
    public void LatestDropped_ClockSteppedBack_IsTheLatestOfAll()
    {
        var window = new RecordWindow(new WindowLimits(1, 1 << 20));
        foreach (long milliseconds in (long[])[100, 300, 200, 250]) window.Add(new LogRecord(new RecordPoint(0, milliseconds), null, []));

        window.LatestDropped.ShouldBe(300);
    }

    [Theory]
    [InlineData(100, 8)]
    [InlineData(10, 1)]
    [InlineData(0, 0)]
    public void Share_OfManyPartitions_IsSomethingUnlessThereIsNothing(int whole, int share)
    {
        WindowLimits limits = WindowLimits.Share(whole, whole, 12);

        limits.ShouldBe(new WindowLimits(share, share));
    }

    private static LogRecord Record(long offset, int bytes) => new(new RecordPoint(offset, offset), null, new byte[bytes]);
}
