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

    private static LogRecord Record(long offset, int bytes) => new(new RecordPoint(offset, offset), null, new byte[bytes]);
}
