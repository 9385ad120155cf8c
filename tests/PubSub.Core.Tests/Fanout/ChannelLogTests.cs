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

public abstract class ChannelLogTests : ChannelLogTestBase
{
    [Fact]
    public void Read_NothingAppended_IsAtTheEnd()
    {
        ChannelLog log = Make();
        LogCursor cursor = log.AttachAtEnd(out EventId position);

        log.Read(ref cursor, out _).ShouldBe(LogRead.End);
        position.ShouldBe(Start);
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

        Budget.Used.ShouldBeLessThanOrEqualTo(16 * 1024);
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
        Budget.Used.ShouldBe(0);
        log.Append(Id(1), Body(1));

        Budget.Used.ShouldBeLessThanOrEqualTo(544);
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

        Budget.Used.ShouldBe(segments.Sum(s => s.Capacity + (32 * s.EntryCapacity)));
        segments.Sum(s => s.EntryCapacity).ShouldBeGreaterThanOrEqualTo(2000);
    }

    [Fact]
    public void Free_WithEvents_GivesBackItsBytes()
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 1000; i++) log.Append(Id(i), Body(i));
        log.Free();
        log.Append(Id(1001), Body(1001));

        Budget.Used.ShouldBe(0);
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
}
