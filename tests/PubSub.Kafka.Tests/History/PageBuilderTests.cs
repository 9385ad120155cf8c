using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.History;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;

namespace PubSub.Kafka.Tests.History;

/// <summary>Pages of looks at the log that were broken off.</summary>
public class PageBuilderTests
{
    private static readonly ChannelName s_orders = ChannelName.Parse("orders");
    private static readonly EventId s_top = Id(9), s_after = Id(2);

    [Fact]
    public void Build_CutAndNothingFound_StartsWhereItGot()
    {
        HistoryPage page = Builder().Build(s_after, s_top, isTruncated: false, new RecordPoint(6, At(6)));

        page.ShouldBe(new HistoryPage(page.Events, Id(6), s_top, Truncated: false, HasMore: true));
        page.Events.ShouldBeEmpty();
    }

    [Fact]
    public void Build_CutWithEvents_StartsAtThePositionAndHasMore()
    {
        PageBuilder builder = Builder();
        builder.Read(Record(4), new RecordPoint(3, At(3)));
        HistoryPage page = builder.Build(s_after, s_top, isTruncated: false, new RecordPoint(6, At(6)));

        page.ShouldBe(new HistoryPage(page.Events, s_after, s_top, Truncated: false, HasMore: true));
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(Id(4));
    }

    [Fact]
    public void Read_OnlyIfContinuousAndTooOld_HasSeenEnough()
    {
        PageBuilder builder = Builder(new ReadOptions(100) { OnlyIfContinuous = true }, gone: At(4));

        builder.Read(Record(4), new RecordPoint(3, At(3))).ShouldBeFalse();
        builder.Build(s_after, s_top, isTruncated: false).Truncated.ShouldBeTrue();
    }

    private static long At(long offset) => 10_000 + offset;

    private static EventId Id(long offset) => new RecordPoint(offset, At(offset)).IdIn(epoch: 7);

    private static PageBuilder Builder(ReadOptions? options = null, long gone = -1) =>
        new(epoch: 7, genesis: 1_000, options ?? new ReadOptions(100), gone, skip: 0, corrupt: _ => { });

    private static LogRecord Record(long offset) => new(new RecordPoint(offset, At(offset)), s_orders, KafkaNode.Body(s_orders, "1").Json.ToArray());
}
