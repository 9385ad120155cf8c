using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

public sealed class OrderedChannelLogTests : ChannelLogTests
{
    protected override bool IsOrdered => true;
}

public sealed class UnorderedChannelLogTests : ChannelLogTests
{
    protected override bool IsOrdered => false;
}

public abstract class ChannelLogTests
{
    private static readonly EventId s_start = Id(0);

    private readonly NodeBudget _budget = new(long.MaxValue);

    protected abstract bool IsOrdered { get; }

    [Fact]
    public void Read_NothingAppended_IsAtTheEnd()
    {
        ChannelLog log = Make();
        LogCursor cursor = log.AttachAtEnd(out EventId position);

        log.Read(ref cursor, out _).ShouldBe(LogRead.End);
        position.ShouldBe(s_start);
    }

    [Fact]
    public void Read_AfterAppends_GivesThemAllInOrder()
    {
        ChannelLog log = Make();
        LogCursor cursor = log.AttachAtEnd(out _);
        for (int i = 1; i <= 100; i++) log.Append(Id(i), Body(i));

        ReadAll(log, ref cursor).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
    }

    [Fact]
    public void Append_PastTheCount_TrimsTheOldest()
    {
        ChannelLog log = Make(new FanoutOptions { WindowEvents = 16 });
        LogCursor old = log.AttachAtEnd(out _);
        for (int i = 1; i <= 100; i++) log.Append(Id(i), Body(i));

        LogCursor first = log.AttachAtStart(out EventId position);
        log.Read(ref old, out _).ShouldBe(LogRead.Behind);
        long[] kept = ReadAll(log, ref first);
        kept.Length.ShouldBeInRange(1, 16);
        kept[0].ShouldBe(position.Offset + 1);
        kept[^1].ShouldBe(100);
    }

    [Fact]
    public void Append_PastTheBytes_TrimsTheOldest()
    {
        ChannelLog log = Make(new FanoutOptions { WindowBytes = 16 * 1024 });
        for (int i = 1; i <= 1000; i++) log.Append(Id(i), Body(i));

        _budget.Used.ShouldBeLessThanOrEqualTo(16 * 1024);
        LogCursor first = log.AttachAtStart(out _);
        ReadAll(log, ref first)[^1].ShouldBe(1000);
    }

    [Fact]
    public void Append_NodeBudgetExceeded_ChannelGivesUpItsOwnOldest()
    {
        var budget = new NodeBudget(8 * 1024);
        ChannelLog other = Make(budget: budget);
        other.Append(Id(1), Body(1));
        ChannelLog log = Make(budget: budget);
        for (int i = 1; i <= 1000; i++) log.Append(Id(i), Body(i));

        LogCursor first = log.AttachAtStart(out _);
        ReadAll(log, ref first).Length.ShouldBeLessThan(1000);
        LogCursor theirs = other.AttachAtStart(out _);
        ReadAll(other, ref theirs).ShouldBe([1]);
    }

    [Fact]
    public void Append_NodeBudgetExceeded_ReaderWhoIsHardlyBehindStaysInTheWindow()
    {
        ChannelLog log = Make(budget: new NodeBudget(0));
        for (int i = 1; i <= 1000; i++)
        {
            log.Append(Id(i), Body(i));
            var reader = new LogCursor(log.EndSeq - log.MostBehind);

            log.Read(ref reader, out _).ShouldBe(LogRead.Data);
        }

        log.MostBehind.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void FindOlderHalf_NodeBudgetExceeded_IsHalfOfWhatTheWindowHolds()
    {
        ChannelLog log = Make(budget: new NodeBudget(0));
        for (int i = 1; i <= 1000; i++) log.Append(Id(i), Body(i));
        log.FindOlderHalf(out long first, out long middle);

        middle.ShouldBeInRange(first + 1, log.EndSeq - 1);
    }

    [Fact]
    public void Append_EventLargerThanTheWindow_KeepsIt()
    {
        ChannelLog log = Make(new FanoutOptions { WindowBytes = 4096 });
        log.Append(Id(1), Body(1));
        log.Append(Id(2), TestBody.Of(HubHarness.Orders, $"\"{new string('x', 100_000)}\""));

        log.TryLocate(Id(1), -1, out LogCursor cursor).ShouldBeTrue();
        log.Read(ref cursor, out LogSlice slice).ShouldBe(LogRead.Data);
        slice.LastId.ShouldBe(Id(2));
    }

    [Fact]
    public void Append_QuietChannel_CostsLittle()
    {
        ChannelLog log = Make();
        _budget.Used.ShouldBe(0);
        log.Append(Id(1), Body(1));

        _budget.Used.ShouldBeLessThanOrEqualTo(544);
    }

    [Fact]
    public void Append_ManyEvents_ChargesFramesAndEntries()
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 2000; i++) log.Append(Id(i), Body(i));

        LogCursor cursor = log.AttachAtStart(out _);
        var segments = new HashSet<LogSegment>();
        while (log.Read(ref cursor, out LogSlice slice) == LogRead.Data)
        {
            segments.Add(slice.Segment);
            cursor.Seq += slice.Count;
        }

        _budget.Used.ShouldBe(segments.Sum(s => s.Capacity + (32 * s.EntryCapacity)));
        segments.Sum(s => s.EntryCapacity).ShouldBeGreaterThanOrEqualTo(2000);
    }

    [Fact]
    public void Free_WithEvents_GivesBackItsBytes()
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 1000; i++) log.Append(Id(i), Body(i));
        log.Free();
        log.Append(Id(1001), Body(1001));

        _budget.Used.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(6, 7)]
    public void TryLocate_PositionInTheWindow_FindsWhatComesAfterIt(int offset, int next)
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 10; i++) log.Append(Id(i), Body(i));

        log.TryLocate(Id(offset), -1, out LogCursor cursor).ShouldBeTrue();
        ReadAll(log, ref cursor)[0].ShouldBe(next);
    }

    [Fact]
    public void TryLocate_TheEnd_IsAtTheEnd()
    {
        ChannelLog log = Make();
        log.Append(Id(1), Body(1));

        log.TryLocate(Id(1), -1, out LogCursor cursor).ShouldBeTrue();
        log.Read(ref cursor, out _).ShouldBe(LogRead.End);
    }

    [Fact]
    public void TryLocate_SameOffsetOtherMilliseconds_IsNoPosition()
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 10; i++) log.Append(Id(i), Body(i));

        log.TryLocate(new EventId(99, 7, 5), -1, out _).ShouldBeFalse();
        log.TryLocate(new EventId(99, 7, 10), -1, out _).ShouldBeFalse();
        log.TryLocate(new EventId(99, 7, 0), -1, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryLocate_AheadOfTheWindow_OnlyWhereHistoryHasConfirmedIt()
    {
        ChannelLog log = Make();
        log.Append(Id(1), Body(1));

        log.TryLocate(Id(3), -1, out _).ShouldBeFalse();
        log.TryLocate(Id(3), log.Generation, out LogCursor cursor).ShouldBeTrue();
        log.Read(ref cursor, out _).ShouldBe(LogRead.End);
    }

    [Fact]
    public void TryLocate_AheadAndConfirmedBeforeAReset_IsNoPosition()
    {
        ChannelLog log = Make();
        long before = log.Generation;
        log.Reset(Id(1));

        log.TryLocate(Id(3), before, out _).ShouldBeFalse();
    }

    [Fact]
    public void Reset_PutsEveryCursorBehind_AlsoTheOneAtTheEnd()
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 10; i++) log.Append(Id(i), Body(i));
        LogCursor end = log.AttachAtEnd(out _);
        LogCursor start = log.AttachAtStart(out _);
        log.Reset(Id(20));

        log.Read(ref end, out _).ShouldBe(LogRead.Restarted);
        log.Read(ref start, out _).ShouldBe(LogRead.Restarted);
        log.EndId.ShouldBe(Id(20));
    }

    [Theory]
    [InlineData(5, 5, nameof(LogPlace.Known))]
    [InlineData(5, 99, nameof(LogPlace.Foreign))]
    [InlineData(10, 10, nameof(LogPlace.Known))]
    [InlineData(10, 99, nameof(LogPlace.Foreign))]
    [InlineData(3, 3, nameof(LogPlace.Known))]
    [InlineData(3, 99, nameof(LogPlace.Foreign))]
    [InlineData(2, 2, nameof(LogPlace.Before))]
    [InlineData(2, 4, nameof(LogPlace.Foreign))]
    [InlineData(11, 11, nameof(LogPlace.Next))]
    [InlineData(12, 12, nameof(LogPlace.Beyond))]
    public void PlaceOf_Offset_DependsOnTheWholeId(long offset, long milliseconds, string expected)
    {
        ChannelLog log = Make();
        log.Reset(Id(3));
        for (int i = 4; i <= 10; i++) log.Append(Id(i), Body(i));

        log.PlaceOf(new EventId(milliseconds, 7, offset)).ToString().ShouldBe(expected);
    }

    [Fact]
    public void PlaceOf_OtherEpoch_IsForeign()
    {
        ChannelLog log = Make();
        log.Append(Id(1), Body(1));

        log.PlaceOf(new EventId(1, 8, 1)).ShouldBe(LogPlace.Foreign);
    }

    [Fact]
    public async Task Read_WhileAppending_SeesEveryEntryWhole()
    {
        const int Events = 50_000;
        // So large that no reader falls behind: then each must see each entry.
        ChannelLog log = Make(new FanoutOptions { WindowEvents = 2 * Events, WindowBytes = 1L << 32 });
        Task[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            LogCursor cursor = log.AttachAtStart(out _);
            long expected = 1;
            while (expected <= Events)
            {
                if (log.Read(ref cursor, out LogSlice slice) != LogRead.Data) continue;
                foreach (string frame in FramesOf(slice))
                {
                    frame.ShouldBe(Frame(expected++));
                    cursor.Seq++;
                }
            }
        }))];
        for (int i = 1; i <= Events; i++) log.Append(Id(i), Body(i));

        await Task.WhenAll(readers).WaitAsync(TestSupport.Eventually.Limit);
    }

    [Fact]
    public async Task Read_WhileTheWindowMovesOn_IsInOrderOrBehind()
    {
        const int Events = 50_000;
        ChannelLog log = Make(new FanoutOptions { WindowEvents = 64 });
        Task<int> reader = Task.Run(() =>
        {
            int behind = 0;
            LogCursor cursor = log.AttachAtStart(out EventId position);
            while (position.Offset < Events)
            {
                switch (log.Read(ref cursor, out LogSlice slice))
                {
                    case LogRead.Behind:
                        behind++;
                        LogCursor start = log.AttachAtStart(out EventId later);
                        later.Offset.ShouldBeGreaterThan(position.Offset);
                        (cursor, position) = (start, later);
                        break;

                    case LogRead.Data:
                        foreach (string frame in FramesOf(slice))
                        {
                            position = Id(position.Offset + 1);
                            frame.ShouldBe(Frame(position.Offset));
                        }

                        cursor.Seq += slice.Count;
                        break;
                }
            }

            return behind;
        });
        for (int i = 1; i <= Events; i++) log.Append(Id(i), Body(i));

        await reader.WaitAsync(TestSupport.Eventually.Limit);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100_000, 5)]
    public void Take_Bytes_TakesWhatFitsAndOneAtLeast(int bytes, int expected)
    {
        ChannelLog log = Make(new FanoutOptions { WindowBytes = 1 << 20 });
        log.Append(Id(1), TestBody.Of(HubHarness.Orders, $"\"{new string('x', 8000)}\""));
        LogCursor cursor = log.AttachAtEnd(out _);
        for (int i = 2; i <= 6; i++) log.Append(Id(i), Body(i));

        log.Read(ref cursor, out LogSlice slice).ShouldBe(LogRead.Data);
        slice.Take(bytes).Count.ShouldBe(expected);
    }

    private static EventId Id(long offset) => new(offset, 7, offset);

    private static Core.Adapters.EventBody Body(long number) => TestBody.Numbered(HubHarness.Orders, number);

    private static string Frame(long number)
    {
        var body = Body(number);
        byte[] frame = new byte[EncodedEvent.Length(body)];
        EncodedEvent.Write(frame, Id(number), body);
        return System.Text.Encoding.UTF8.GetString(frame);
    }

    private static string[] FramesOf(LogSlice slice) =>
        [.. Enumerable.Range(slice.First, slice.Count).Select(i => System.Text.Encoding.UTF8.GetString(slice.Segment.Frame(slice.Segment[i])))];

    private static long[] ReadAll(ChannelLog log, ref LogCursor cursor)
    {
        var offsets = new List<long>();
        while (log.Read(ref cursor, out LogSlice slice) == LogRead.Data)
        {
            for (int i = slice.First; i < slice.First + slice.Count; i++) offsets.Add(slice.Segment[i].Id.Offset);
            cursor.Seq += slice.Count;
        }

        return [.. offsets];
    }

    private ChannelLog Make(FanoutOptions? limits = null, NodeBudget? budget = null)
    {
        var log = new ChannelLog(limits ?? new FanoutOptions(), budget ?? _budget, IsOrdered);
        log.Reset(s_start);
        return log;
    }
}
