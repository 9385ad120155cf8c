using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Complete, or told.</summary>
public sealed class ResumeTests : StreamTestBase
{
    [Fact]
    public async Task Resume_BeforeTheFirstEvent_MissesNothing()
    {
        string position;
        await using (SseStream cut = await OpenAsync("channel=short")) position = (await cut.NextControlAsync("pubsub:ready")).Id!;
        string first = await NoteAsync(1);

        await using SseStream back = await OpenAsync("channel=short", position);
        SseFrame ready = await back.NextControlAsync("pubsub:ready");

        ready.Data!.ShouldContain("\"complete\"");
        ready.Id.ShouldBe(position);
        (await back.NextEventAsync()).Id.ShouldBe(first);
    }

    [Fact]
    public async Task Resume_InTheMiddle_BringsTheRestOnceAndGoesOnLive()
    {
        string[] ids = await NotesAsync(4);
        await using SseStream stream = await OpenAsync("channel=short", ids[1]);
        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        string live = await NoteAsync(5);

        (await stream.NextEventAsync()).Id.ShouldBe(ids[2]);
        (await stream.NextEventAsync()).Id.ShouldBe(ids[3]);
        (await stream.NextEventAsync()).Id.ShouldBe(live);
    }

    [Fact]
    public async Task Resume_QueryInsteadOfHeader_IsTheSame()
    {
        string[] ids = await NotesAsync(2);
        await using SseStream stream = await OpenAsync("channel=short&lastEventId=" + ids[0]);
        await stream.NextControlAsync("pubsub:ready");

        (await stream.NextEventAsync()).Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Resume_HeaderAndQuery_TheHeaderCounts()
    {
        string[] ids = await NotesAsync(3);
        await using SseStream stream = await OpenAsync("channel=short&lastEventId=" + ids[0], ids[1]);
        await stream.NextControlAsync("pubsub:ready");

        (await stream.NextEventAsync()).Id.ShouldBe(ids[2]);
    }

    [Fact]
    public async Task Resume_LastTrimmedId_IsComplete()
    {
        string[] ids = await NotesAsync(6);
        await using SseStream stream = await OpenAsync("channel=short", ids[0]);

        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        (await stream.NextEventAsync()).Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Resume_OlderThanRetention_IsAGapAndThenLive()
    {
        string[] ids = await NotesAsync(7);
        await using SseStream stream = await OpenAsync("channel=short", ids[0]);

        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"gap\"");
        SseFrame gap = await stream.NextControlAsync("pubsub:gap");
        gap.Data.ShouldBe("""{"channel":"short","reason":"trimmed"}""");
        gap.Id.ShouldBe(ids[6]);
        string live = await NoteAsync(8);
        (await stream.NextEventAsync()).Id.ShouldBe(live);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AAAA,BBBB")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task Resume_GarbageInTheHeader_IsAGapAndThenLive(string cursor)
    {
        await NotesAsync(1);
        await using SseStream stream = await OpenAsync("channel=short", cursor);

        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"gap\"");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("unknown-cursor");
        string live = await NoteAsync(2);
        (await stream.NextEventAsync()).Id.ShouldBe(live);
    }

    [Fact]
    public async Task Resume_IdOfAnotherChannel_IsAGap()
    {
        await NotesAsync(1);
        JsonElement answer = await Host.EchoAsync("a");
        await using SseStream stream = await OpenAsync("channel=short", answer.GetProperty("emittedEvents")[0].GetProperty("id").GetString());

        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("stream-restarted");
    }

    [Fact]
    public async Task Resume_OffsetThatAnotherEventHas_IsAGap()
    {
        string[] ids = await NotesAsync(3);
        EventId known = EventId.Parse(ids[1]);
        var other = new EventId(known.UnixMilliseconds - 1, known.Epoch, known.Offset);
        await using SseStream stream = await OpenAsync("channel=short", other.ToString());

        await stream.NextControlAsync("pubsub:ready");
        await stream.NextControlAsync("pubsub:gap");
    }

    [Fact]
    public async Task Resume_FromTheFuture_IsAGap()
    {
        string[] ids = await NotesAsync(1);
        EventId known = EventId.Parse(ids[0]);
        await using SseStream stream = await OpenAsync("channel=short", new EventId(known.UnixMilliseconds, known.Epoch, known.Offset + 5).ToString());

        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("unknown-cursor");
    }

    [Fact]
    public async Task Resume_EphemeralWithinTheWindow_IsComplete()
    {
        await using SseStream keeper = await OpenAsync("channel=live");
        await keeper.NextControlAsync("pubsub:ready");
        string first = await TickAsync(1);
        string second = await TickAsync(2);

        await using SseStream stream = await OpenAsync("channel=live", first);

        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        (await stream.NextEventAsync()).Id.ShouldBe(second);
    }

    [Fact]
    public async Task Resume_EphemeralThatNobodyListenedTo_IsAGap()
    {
        string missed = await TickAsync(1);
        await using SseStream stream = await OpenAsync("channel=live", missed);

        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("not-retained");
    }

    [Fact]
    public async Task Resume_Vector_GoesOnInEveryChannelByItself()
    {
        string cursor;
        await using (SseStream cut = await OpenAsync("channel=short&channel=probe&channel=live"))
        {
            await cut.NextControlAsync("pubsub:ready");
            await NoteAsync(1);
            cursor = (await cut.NextEventAsync()).Id!;
        }

        string note = await NoteAsync(2);
        JsonElement echo = await Host.EchoAsync("b");

        await using SseStream back = await OpenAsync("channel=short&channel=probe&channel=live", cursor);
        (await back.NextControlAsync("pubsub:ready")).Data.ShouldBe(
            """{"channels":[{"channel":"short","resumed":"complete"},{"channel":"probe","resumed":"complete"},{"channel":"live","resumed":"complete"}],"keepAliveMs":30000}""");
        string[] seen = [await NextIdAsync(back), await NextIdAsync(back), await NextIdAsync(back)];
        seen.ShouldBe([note, .. echo.GetProperty("emittedEvents").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)], ignoreOrder: true);
    }

    [Fact]
    public async Task Resume_VectorWithOneBadEntry_IsAGapInAll()
    {
        await using SseStream stream = await OpenAsync("channel=short&channel=probe", "AaH9bwQjiwqbBDMAAAAAAA,nonsense");
        await stream.NextControlAsync("pubsub:ready");

        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("channel").GetString().ShouldBeOneOf("short", "probe");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("channel").GetString().ShouldBeOneOf("short", "probe");
    }

    [Fact]
    public async Task Since_Time_BeginsWithTheFirstLaterEventAndItsPositionResumes()
    {
        await NotesAsync(2);
        await using SseStream stream = await OpenAsync("channel=short&since=2020-01-01T00:00:00Z");
        SseFrame ready = await stream.NextControlAsync("pubsub:ready");
        SseFrame first = await stream.NextEventAsync();

        first.Json.GetProperty("payload").GetProperty("number").GetInt32().ShouldBe(1);
        await using SseStream again = await OpenAsync("channel=short", ready.Id);
        await again.NextControlAsync("pubsub:ready");
        (await again.NextEventAsync()).Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task Since_TimeBeforeTheOldestKept_IsAGap()
    {
        await NotesAsync(7);
        await using SseStream stream = await OpenAsync("channel=short&since=2020-01-01T00:00:00Z");

        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("trimmed");
    }

    [Fact]
    public async Task Resume_AfterARestart_IsAGapAndThenLive()
    {
        string[] ids = await NotesAsync(2);
        await using ProbeHost restarted = await ProbeHost.StartAsync();
        await using SseStream stream = await SseStream.OpenAsync(restarted.Host.BaseAddress, "/events?channel=short", ids[1]);

        await stream.NextControlAsync("pubsub:ready");
        (await stream.NextControlAsync("pubsub:gap")).Json.GetProperty("reason").GetString().ShouldBe("stream-restarted");
    }

    private static async Task<string> NextIdAsync(SseStream stream) => (await stream.NextEventAsync()).Json.GetProperty("id").GetString()!;

    private async Task<string[]> NotesAsync(int count)
    {
        var ids = new string[count];
        for (int i = 0; i < count; i++) ids[i] = await NoteAsync(i + 1);
        return ids;
    }
}
