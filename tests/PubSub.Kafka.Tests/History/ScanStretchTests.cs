using PubSub.Contracts;
using PubSub.Kafka.History;
using PubSub.Kafka.Live;
using PubSub.Kafka.Tests.Support;

namespace PubSub.Kafka.Tests.History;

/// <summary>A pass over a partition's log that several looks share.</summary>
public class ScanStretchTests
{
    private static readonly ChannelName s_orders = ChannelName.Parse("orders");
    private static readonly ChannelName s_other = ChannelName.Parse("other");

    [Fact]
    public async Task Take_Looks_EachSeesItsChannelInItsStretch()
    {
        (ChannelScan orders, Reader ofOrders) = Scan(s_orders, from: 0, until: 4);
        (ChannelScan other, Reader ofOther) = Scan(s_other, from: 3, until: 6);
        var stretch = new ScanStretch([orders, other]);
        for (int i = 0; i < 6; i++) stretch.Take(Record(i, i % 2 == 0 ? s_orders : s_other));

        ofOrders.Offsets.ShouldBe([0, 2]);
        ofOther.Offsets.ShouldBe([3, 5]);
        stretch.IsDone.ShouldBeTrue();
        (await orders.Result).ShouldBe(ScanResult.Complete);
    }

    [Fact]
    public void Take_RecordBeforeTheFirst_OnlyTellsThePlace()
    {
        (ChannelScan scan, Reader reader) = Scan(s_orders, from: 3, until: 5, first: 4);
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(3, s_orders));
        stretch.Take(Record(4, s_orders));

        reader.Offsets.ShouldBe([4]);
        reader.Befores.ShouldBe([3]);
    }

    [Fact]
    public async Task Take_AnotherRecordThanExpected_IsNotFound()
    {
        (ChannelScan scan, Reader reader) = Scan(s_orders, from: 3, until: 9, expected: new RecordPoint(3, 999));
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(3, s_orders));

        (await scan.Result).ShouldBe(ScanResult.NotFound);
        reader.Offsets.ShouldBeEmpty();
        stretch.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Take_HoleOverTheEnd_EndsTheLook()
    {
        (ChannelScan scan, Reader reader) = Scan(s_orders, from: 0, until: 4);
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(0, s_orders));
        stretch.Take(Record(9, s_orders));

        reader.Offsets.ShouldBe([0]);
        (await scan.Result).ShouldBe(ScanResult.Complete);
    }

    [Fact]
    public void Take_SeenEnough_EndsTheLookOnly()
    {
        (ChannelScan brief, Reader first) = Scan(s_orders, from: 0, until: 9, most: 1);
        (ChannelScan whole, Reader all) = Scan(s_orders, from: 0, until: 3);
        var stretch = new ScanStretch([brief, whole]);
        for (int i = 0; i < 3; i++) stretch.Take(Record(i, s_orders));

        first.Offsets.ShouldBe([0]);
        all.Offsets.ShouldBe([0, 1, 2]);
        stretch.IsDone.ShouldBeTrue();
    }

    [Fact]
    public void Add_LookFurtherOn_Joins()
    {
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 4);
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(0, s_orders));
        (ChannelScan late, Reader reader) = Scan(s_orders, from: 2, until: 4);
        stretch.Add(late);
        for (int i = 1; i < 4; i++) stretch.Take(Record(i, s_orders));

        reader.Offsets.ShouldBe([2, 3]);
        stretch.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task DropCancelled_LookOfWhoLeft_IsCut()
    {
        using var left = new CancellationTokenSource();
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 4, token: left.Token);
        var stretch = new ScanStretch([scan]);
        await left.CancelAsync();
        stretch.DropCancelled();

        (await scan.Result).ShouldBe(ScanResult.Cut);
        stretch.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancel_LookThatWaits_IsCutAtOnceAndNotBegun()
    {
        using var left = new CancellationTokenSource();
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 4, token: left.Token);
        await left.CancelAsync();

        (await scan.Result).ShouldBe(ScanResult.Cut);
        new ScanStretch([scan]).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task DropCancelled_LookThatHasBegun_TellsHowFarItGot()
    {
        using var left = new CancellationTokenSource();
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 9, first: 1, token: left.Token);
        var stretch = new ScanStretch([scan]);
        for (int i = 0; i < 3; i++) stretch.Take(Record(i, s_other));
        await left.CancelAsync();
        stretch.DropCancelled();

        scan.Reached.ShouldBe(new RecordPoint(2, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task DropCancelled_NothingReadThatCounts_GotNowhere(int records)
    {
        using var left = new CancellationTokenSource();
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 9, first: 1, token: left.Token);
        var stretch = new ScanStretch([scan]);
        for (int i = 0; i < records; i++) stretch.Take(Record(i, s_other));
        await left.CancelAsync();
        stretch.DropCancelled();

        scan.Reached.ShouldBeNull();
    }

    [Fact]
    public async Task TakeEnd_LooksUpToThereAndFurther_EndsTheFirstOnly()
    {
        (ChannelScan upToThere, _) = Scan(s_orders, from: 0, until: 4);
        (ChannelScan further, Reader reader) = Scan(s_orders, from: 0, until: 6);
        var stretch = new ScanStretch([upToThere, further]);
        stretch.TakeEnd(4);
        (await upToThere.Result).ShouldBe(ScanResult.Complete);
        further.IsDone.ShouldBeFalse();
        for (int i = 4; i < 6; i++) stretch.Take(Record(i, s_orders));

        reader.Offsets.ShouldBe([4, 5]);
        (await further.Result).ShouldBe(ScanResult.Complete);
    }

    [Fact]
    public void TakeEnd_BehindAHole_IsWhereLaterLooksJoin()
    {
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 9);
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(0, s_orders));
        stretch.TakeEnd(4);

        stretch.Next.ShouldBe(4);
    }

    [Fact]
    public async Task Trim_LooksBeforeAndBehind_EndsTheFirstAndGoesOnWithTheOther()
    {
        (ChannelScan overtaken, _) = Scan(s_orders, from: 2, until: 9);
        (ChannelScan kept, Reader reader) = Scan(s_orders, from: 6, until: 8);
        var stretch = new ScanStretch([overtaken, kept]);
        stretch.Trim(low: 5);
        (await overtaken.Result).ShouldBe(ScanResult.NotFound);
        stretch.Next.ShouldBe(6);
        for (int i = 6; i < 8; i++) stretch.Take(Record(i, s_orders));

        reader.Offsets.ShouldBe([6, 7]);
        (await kept.Result).ShouldBe(ScanResult.Complete);
    }

    [Fact]
    public async Task Trim_RecordsThatALookHasYetToRead_EndsIt()
    {
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 9);
        var stretch = new ScanStretch([scan]);
        stretch.Take(Record(0, s_orders));
        stretch.Trim(low: 5);

        (await scan.Result).ShouldBe(ScanResult.NotFound);
    }

    [Fact]
    public void Trim_RecordsThatWereRead_GoesOn()
    {
        (ChannelScan scan, _) = Scan(s_orders, from: 0, until: 9);
        var stretch = new ScanStretch([scan]);
        for (int i = 0; i < 5; i++) stretch.Take(Record(i, s_orders));
        stretch.Trim(low: 5);

        scan.IsDone.ShouldBeFalse();
        stretch.Next.ShouldBe(5);
    }

    [Fact]
    public void TrySkip_NobodyNeedsWhatLiesBetween_GoesToTheNextLook()
    {
        (ChannelScan first, _) = Scan(s_orders, from: 0, until: 1);
        (ChannelScan second, Reader reader) = Scan(s_orders, from: 100, until: 101);
        var stretch = new ScanStretch([first, second]);
        stretch.TrySkip(50).ShouldBeFalse();
        stretch.Take(Record(0, s_orders));
        stretch.TrySkip(100).ShouldBeFalse();
        stretch.TrySkip(50).ShouldBeTrue();
        stretch.Next.ShouldBe(100);
        stretch.Take(Record(100, s_orders));

        reader.Offsets.ShouldBe([100]);
    }

    private static (ChannelScan Scan, Reader Reader) Scan(
        ChannelName channel, long from, long until, long? first = null, RecordPoint? expected = null, int most = int.MaxValue, CancellationToken token = default)
    {
        var reader = new Reader(most);
        return (new ChannelScan(channel, new Stretch(from, first ?? from, expected, IsTruncated: false), until, reader, token), reader);
    }

    private static LogRecord Record(long offset, ChannelName channel) =>
        new(new RecordPoint(offset, offset), channel, KafkaNode.Body(channel, "1").Json.ToArray());

    private sealed class Reader(int most) : IRecordReader
    {
        public List<long> Offsets { get; } = [];

        public List<long> Befores { get; } = [];

        public bool Read(LogRecord record, RecordPoint before)
        {
            Offsets.Add(record.Point.Offset);
            Befores.Add(before.Offset);
            return Offsets.Count < most;
        }
    }
}
