using Confluent.Kafka;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Kafka.Epochs;
using PubSub.Kafka.History;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.History;

/// <summary>Reads that the node's memory answers, or leaves to the log.</summary>
public class ReadRequestTests
{
    private const long Genesis = 1_000;
    private static readonly ChannelName s_orders = ChannelName.Parse("orders");
    private static readonly ChannelName s_other = ChannelName.Parse("other");

    private readonly ManualTimeProvider _clock = new();
    private readonly List<RecordPoint> _corrupt = [];
    private readonly PartitionLog _log;
    private readonly long _epoch;

    public ReadRequestTests()
    {
        var epoch = new TopicEpoch(Genesis, new byte[TopicEpoch.KeyLength], 1);
        _log = new PartitionLog(new TopicPartition("t", 0), epoch, new WindowLimits(4, 1 << 20));
        _epoch = epoch.EpochOf(s_orders);
    }

    [Fact]
    public void TryRead_NothingEver_GenesisIsComplete()
    {
        HistoryPage page = Read(HistoryPosition.After(Id(-1, Genesis)))!;

        page.ShouldSatisfyAllConditions(p => p.Events.ShouldBeEmpty(), p => p.Truncated.ShouldBeFalse(), p => p.Top.ShouldBe(Id(-1, Genesis)), p => p.Start.ShouldBe(p.Top));
    }

    [Fact]
    public void TryRead_RecordOfAnotherChannel_IsAPosition()
    {
        Add(s_orders, s_other, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(1)))!;

        Ids(page).ShouldBe([Id(2)]);
        page.Truncated.ShouldBeFalse();
        page.Start.ShouldBe(Id(1));
    }

    [Fact]
    public void TryRead_OtherMillisecondsAtTheOffset_IsTruncated()
    {
        Add(s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(0, At(0) + 1)))!;

        page.Truncated.ShouldBeTrue();
        Ids(page).ShouldBe([Id(0), Id(1)]);
    }

    [Fact]
    public void TryRead_OtherEpoch_IsTruncated()
    {
        Add(s_orders);

        Read(HistoryPosition.After(new EventId(At(0), _epoch ^ 1, 1)))!.Truncated.ShouldBeTrue();
    }

    [Fact]
    public void TryRead_NothingAfterThePosition_IsTheTop()
    {
        Add(s_orders, s_other);
        HistoryPage page = Read(HistoryPosition.After(Id(0)))!;

        page.ShouldSatisfyAllConditions(p => p.Events.ShouldBeEmpty(), p => p.Truncated.ShouldBeFalse(), p => p.Start.ShouldBe(Id(1)), p => p.Top.ShouldBe(Id(1)));
    }

    [Fact]
    public void TryRead_RightBeforeTheWindow_IsStillMemorys()
    {
        Add(s_orders, s_orders, s_orders, s_orders, s_orders, s_orders);

        Ids(Read(HistoryPosition.After(Id(1)))!).ShouldBe([Id(2), Id(3), Id(4), Id(5)]);
    }

    [Fact]
    public void TryRead_BeforeTheWindow_IsLeftToTheLog()
    {
        Add(s_orders, s_orders, s_orders, s_orders, s_orders, s_orders);

        Read(HistoryPosition.After(Id(0))).ShouldBeNull();
        Read(HistoryPosition.Oldest).ShouldBeNull();
        Read(HistoryPosition.AfterTime(DateTimeOffset.FromUnixTimeMilliseconds(At(0)))).ShouldBeNull();
    }

    [Fact]
    public void TryRead_TimeInTheWindow_GivesLaterMilliseconds()
    {
        Add(s_orders, s_orders, s_orders, s_orders, s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.AfterTime(DateTimeOffset.FromUnixTimeMilliseconds(At(3))))!;

        Ids(page).ShouldBe([Id(4), Id(5)]);
        page.Start.ShouldBe(Id(3));
    }

    [Theory]
    [InlineData(0, 3, false, 3)]
    [InlineData(0, 2, true, 2)]
    [InlineData(1, 2, false, 2)]
    [InlineData(3, 1, false, 0)]
    public void TryRead_Number_TellsWhatIsNotKept(long after, int kept, bool truncated, int found)
    {
        Add(s_orders, s_orders, s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(after)), new ReadOptions(100, Retention: new ChannelRetention(null, kept)))!;

        page.Truncated.ShouldBe(truncated);
        page.Events.Count.ShouldBe(found);
    }

    [Fact]
    public void TryRead_Age_TellsWhatIsNotKept()
    {
        Add(s_orders, s_orders, s_orders);
        _clock.Advance(DateTimeOffset.FromUnixTimeMilliseconds(At(1)) + TimeSpan.FromMinutes(1) - _clock.GetUtcNow());
        var minute = new ReadOptions(100, Retention: new ChannelRetention(TimeSpan.FromMinutes(1), null));

        Read(HistoryPosition.After(Id(1)), minute)!.Truncated.ShouldBeFalse();
        HistoryPage page = Read(HistoryPosition.After(Id(0)), minute)!;
        page.Truncated.ShouldBeTrue();
        Ids(page).ShouldBe([Id(2)]);
        page.Start.ShouldBe(Id(1));
    }

    [Fact]
    public void TryRead_Bytes_EndThePageButNotBeforeTheFirstEvent()
    {
        Add(s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.Oldest, new ReadOptions(100, MaxBytes: 1))!;

        Ids(page).ShouldBe([Id(0)]);
        page.HasMore.ShouldBeTrue();
    }

    [Fact]
    public void TryRead_CorruptRecord_IsLeftOutAndTold()
    {
        Add(s_orders);
        Take(new LogRecord(new RecordPoint(1, At(1)), s_orders, "no event"u8.ToArray()));
        Take(Record(2, s_orders));

        Ids(Read(HistoryPosition.Oldest)!).ShouldBe([Id(0), Id(2)]);
        _corrupt.ShouldBe([new RecordPoint(1, At(1))]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public void TryRead_LastRecordOnItsWayToSubscribers_IsReadByTheLogToo(int window)
    {
        var log = new PartitionLog(new TopicPartition("t", 0), _log.Epoch, new WindowLimits(window, 1 << 20));
        for (int i = 0; i < 6; i++)
        {
            log.TryTake(Record(i, s_orders)).ShouldBeTrue();
            log.Advance(i + 1);
        }

        log.TryTake(Record(6, s_orders)).ShouldBeTrue();
        var request = new ReadRequest(s_orders, log, HistoryPosition.After(Id(0)), new ReadOptions(100), _clock, _corrupt.Add);
        log.Look(request.TryRead).ShouldBeNull();

        request.Top.ShouldBe(Id(6));
        request.Until.ShouldBe(7);
    }

    [Fact]
    public void TryRead_PlaceOfARecordThatWasNotLookedAt_GoesByItsOffset()
    {
        Add(s_orders, s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(1, Genesis)))!;

        page.Truncated.ShouldBeFalse();
        Ids(page).ShouldBe([Id(2)]);
    }

    [Fact]
    public void TryRead_OnlyIfContinuousAndInvalid_IsTruncatedAndEmpty()
    {
        Add(s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(0, At(0) + 1)), new ReadOptions(100) { OnlyIfContinuous = true })!;

        page.ShouldSatisfyAllConditions(p => p.Truncated.ShouldBeTrue(), p => p.Events.ShouldBeEmpty(), p => p.HasMore.ShouldBeFalse(), p => p.Top.ShouldBe(Id(1)));
    }

    [Fact]
    public void TryRead_OnlyIfContinuousAndMoreThanIsKept_IsTruncatedAndEmpty()
    {
        Add(s_orders, s_orders, s_orders, s_orders);
        HistoryPage page = Read(HistoryPosition.After(Id(0)), new ReadOptions(100, Retention: new ChannelRetention(null, 2)) { OnlyIfContinuous = true })!;

        page.ShouldSatisfyAllConditions(p => p.Truncated.ShouldBeTrue(), p => p.Events.ShouldBeEmpty());
    }

    [Fact]
    public void TryRead_OnlyIfContinuousAndValid_GivesWhatFollows()
    {
        Add(s_orders, s_orders, s_orders);

        Ids(Read(HistoryPosition.After(Id(0)), new ReadOptions(100, Retention: new ChannelRetention(null, 2)) { OnlyIfContinuous = true })!).ShouldBe([Id(1), Id(2)]);
    }

    [Fact]
    public void TryRead_TimeAndAClockThatSteppedBack_GivesAllFromTheFirstLaterOne()
    {
        foreach ((long offset, long milliseconds) in (ReadOnlySpan<(long, long)>)[(0, 10_000), (1, 12_000), (2, 11_000), (3, 11_500)])
            Take(new LogRecord(new RecordPoint(offset, milliseconds), s_orders, KafkaNode.Body(s_orders, "1").Json.ToArray()));
        HistoryPage page = Read(HistoryPosition.AfterTime(DateTimeOffset.FromUnixTimeMilliseconds(11_700)))!;

        page.Events.Select(e => e.Id.Offset).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void TryRead_TimeBeforeARecordThatIsNotTheLastBeforeTheWindow_IsLeftToTheLog()
    {
        foreach ((long offset, long milliseconds) in (ReadOnlySpan<(long, long)>)[(0, 12_000), (1, 10_000), (2, 10_100), (3, 10_200), (4, 10_300), (5, 10_400)])
            Take(new LogRecord(new RecordPoint(offset, milliseconds), s_orders, KafkaNode.Body(s_orders, "1").Json.ToArray()));

        Read(HistoryPosition.AfterTime(DateTimeOffset.FromUnixTimeMilliseconds(10_150))).ShouldBeNull();
    }

    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(7, 3, false)]
    public void IsPlausible_Offset_MustBeInTheLogOrRightBeforeIt(long offset, long low, bool plausible)
    {
        Add(s_orders, s_orders, s_orders, s_orders, s_orders, s_orders);
        ReadRequest request = Request(HistoryPosition.Oldest, new ReadOptions(100));
        _log.Look(request.TryRead);

        request.IsPlausible(new EventId(1, _epoch, offset), low).ShouldBe(plausible);
    }

    private static long At(long offset) => 10_000 + (offset * 10);

    private static EventId[] Ids(HistoryPage page) => [.. page.Events.Select(e => e.Id)];

    private static LogRecord Record(long offset, ChannelName channel) =>
        new(new RecordPoint(offset, At(offset)), channel, KafkaNode.Body(channel, "1").Json.ToArray());

    private EventId Id(long offset) => Id(offset, At(offset));

    private EventId Id(long offset, long milliseconds) => new(milliseconds, _epoch, offset + 1);

    private void Add(params ReadOnlySpan<ChannelName> channels)
    {
        foreach (ChannelName channel in channels) Take(Record(_log.Next, channel));
    }

    private void Take(LogRecord record)
    {
        _log.TryTake(record).ShouldBeTrue();
        _log.Advance(record.Point.Offset + 1);
    }

    private ReadRequest Request(HistoryPosition after, ReadOptions options) => new(s_orders, _log, after, options, _clock, _corrupt.Add);

    private HistoryPage? Read(HistoryPosition after, ReadOptions? options = null) => _log.Look(Request(after, options ?? new ReadOptions(100)).TryRead);
}
