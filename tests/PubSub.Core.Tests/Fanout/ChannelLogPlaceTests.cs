using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

public sealed class OrderedChannelLogPlaceTests : ChannelLogPlaceTests
{
    protected override bool IsOrdered => true;
}

public sealed class UnorderedChannelLogPlaceTests : ChannelLogPlaceTests
{
    protected override bool IsOrdered => false;
}

public abstract class ChannelLogPlaceTests : ChannelLogTestBase
{
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

        log.PlaceOf(new EventId(milliseconds, 7, offset), previous: null).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(10, 10, nameof(LogPlace.Next))]
    [InlineData(10, 99, nameof(LogPlace.Foreign))]
    [InlineData(9, 9, nameof(LogPlace.Foreign))]
    public void PlaceOf_NextOffset_DependsOnTheEventBefore(long previousOffset, long previousMilliseconds, string expected)
    {
        ChannelLog log = Make();
        for (int i = 1; i <= 10; i++) log.Append(Id(i), Body(i));

        log.PlaceOf(Id(11), new EventId(previousMilliseconds, 7, previousOffset)).ToString().ShouldBe(expected);
    }

    [Fact]
    public void PlaceOf_OtherEpoch_IsForeign()
    {
        ChannelLog log = Make();
        log.Append(Id(1), Body(1));

        log.PlaceOf(new EventId(1, 8, 1), previous: null).ShouldBe(LogPlace.Foreign);
    }
}
