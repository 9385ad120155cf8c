using System.Text;
using PubSub.AspNetCore.History;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.Tests.History;

public sealed class HistoryAnswerTests
{
    private static readonly EventBody s_body = Body();

    [Fact]
    public void Merge_SeveralPages_GoesByMillisecondsAndKeepsThePagesOrder()
    {
        // A clock that stepped back within a partition does not change the order there.
        HistoryAnswer answer = HistoryAnswer.Merge([Page(1, [10, 5, 30]), Page(2, [20, 40])], 10);

        answer.Events.Select(e => e.Id.UnixMilliseconds).ShouldBe([10, 5, 20, 30, 40]);
        answer.Next.ShouldBeNull();
    }

    [Fact]
    public void Merge_Limit_NamesThePositionInEachPartition()
    {
        HistoryPage first = Page(1, [10, 30]), second = Page(2, [20]), untouched = Page(3, [99]);

        HistoryAnswer answer = HistoryAnswer.Merge([first, second, untouched], 2);

        answer.Events.Count.ShouldBe(2);
        StreamCursor.TryRead(answer.Next!, 3, out EventId[] next).ShouldBeTrue();
        next.ShouldBe([first.Events[0].Id, second.Events[0].Id, untouched.Start]);
    }

    [Fact]
    public void Merge_PageThatWasCut_StopsBeforeWhatMayBeYounger()
    {
        HistoryAnswer answer = HistoryAnswer.Merge([Page(1, [10], hasMore: true), Page(2, [5, 20])], 10);

        answer.Events.Select(e => e.Id.UnixMilliseconds).ShouldBe([5, 10]);
        answer.Next.ShouldNotBeNull();
    }

    [Fact]
    public void Merge_AllOfAllPages_CursorIsTheTopOfEach()
    {
        HistoryPage first = Page(1, [10]) with { Top = new EventId(12, 1, 3) }, empty = Page(2, [1]) with { Events = [], Top = new EventId(7, 2, 9) };

        HistoryAnswer answer = HistoryAnswer.Merge([first, empty], 10);

        answer.Next.ShouldBeNull();
        StreamCursor.TryRead(answer.Cursor, 2, out EventId[] cursor).ShouldBeTrue();
        cursor.ShouldBe([first.Top, empty.Top]);
    }

    [Fact]
    public void Merge_SearchThatWasCut_GoesOnFromWhereItGotTo()
    {
        HistoryPage cut = Page(1, [10], hasMore: true) with { Events = [], Start = new EventId(5, 1, 40) }, other = Page(2, [20]);

        HistoryAnswer answer = HistoryAnswer.Merge([cut, other], 10);

        answer.Events.ShouldBeEmpty();
        StreamCursor.TryRead(answer.Next!, 2, out EventId[] next).ShouldBeTrue();
        next.ShouldBe([cut.Start, other.Start]);
    }

    [Fact]
    public void Merge_OnePage_NamesItsLastEvent()
    {
        HistoryPage page = Page(1, [10, 20], hasMore: true);

        HistoryAnswer.Merge([page], 2).Next.ShouldBe(page.Events[1].Id.ToString());
    }

    private static HistoryPage Page(long epoch, long[] milliseconds, bool hasMore = false)
    {
        ChannelEvent[] events = [.. milliseconds.Select((ms, i) => new ChannelEvent(new EventId(ms, epoch, i + 1), s_body))];
        return new HistoryPage(events, new EventId(0, epoch, 0), events[^1].Id, Truncated: false, hasMore);
    }

    private static EventBody Body() =>
        EventBody.TryRead(Encoding.UTF8.GetBytes("""{"name":"split:said","channel":"split","payload":{}}"""), out EventBody? body) ? body : throw new InvalidOperationException();
}
