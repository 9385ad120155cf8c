using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Positions, for clients that ask for envelopes or resume: whoever is cut at any moment has what to come back with.</summary>
public sealed class PositionTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings) => settings.PubSub.Add(options => options.AllowAnonymous = true);

    [Fact]
    public async Task Join_WithNeither_SaysWhatTheProtocolSays()
    {
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync("""{"type":"join","channel":"short"}""")).GetRawText()
            .ShouldBe("""{"type":"channel:joined","channel":"short","channelType":"public"}""");
    }

    [Fact]
    public async Task Join_CutBeforeItsFirstEvent_ResumesCompletely()
    {
        string position = PositionOf(await JoinAsync("short", """ "envelopes":true """, "live"));
        string[] ids = [await NoteAsync(1), await NoteAsync(2)];
        await using SocketClient client = await ConnectAsync();

        JsonElement joined = await client.AskAsync($$"""{"type":"join","channel":"short","envelopes":true,"lastEventId":"{{position}}"}""");

        joined.GetProperty("resumed").GetString().ShouldBe("complete");
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("id").GetString().ShouldBe(ids[0]);
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("id").GetString().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Gap_CutBeforeTheNextEvent_ResumesCompletelyFromItsPosition()
    {
        string trimmed = await NoteAsync(0);
        for (int i = 1; i <= 20; i++) await NoteAsync(i);
        string position;
        await using (SocketClient first = await ConnectAsync())
        {
            JsonElement joined = await first.AskAsync($$"""{"type":"join","channel":"short","envelopes":true,"lastEventId":"{{trimmed}}"}""");
            joined.GetProperty("resumed").GetString().ShouldBe("gap");
            JsonElement gap = await first.ReceiveAsync();
            gap.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "reason", "position"]);
            position = PositionOf(gap);
            first.Abort();
        }

        string[] ids = [await NoteAsync(21), await NoteAsync(22)];
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync($$"""{"type":"join","channel":"short","envelopes":true,"lastEventId":"{{position}}"}""")).GetProperty("resumed").GetString().ShouldBe("complete");
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("id").GetString().ShouldBe(ids[0]);
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("id").GetString().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Message_OfOneWhoResumesWithoutEnvelopes_HasItsPosition()
    {
        string first = await NoteAsync(1);
        string second = await NoteAsync(2);
        await using SocketClient client = await ConnectAsync();

        PositionOf(await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""")).ShouldBe(first);

        JsonElement message = await client.ReceiveAsync();
        message.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "event", "data", "timestamp", "position"]);
        PositionOf(message).ShouldBe(second);
    }

    [Fact]
    public async Task Event_OfAChannelWithPartitions_HasAPositionToResumeFrom()
    {
        const int Sent = 12;
        await using SocketClient client = await ConnectAsync();
        var seen = new List<int>();
        string position = PositionOf(await client.AskAsync("""{"type":"join","channel":"split","envelopes":true}"""));
        for (int i = 0; i < Sent; i++) await SayAsync(i);

        // Cut after every third.
        while (seen.Count < Sent)
        {
            await using SocketClient next = await ConnectAsync();
            (await next.AskAsync($$"""{"type":"join","channel":"split","envelopes":true,"lastEventId":"{{position}}"}""")).GetProperty("resumed").GetString().ShouldBe("complete");
            for (int i = 0; i < 3; i++)
            {
                JsonElement message = await next.ReceiveAsync("event");
                message.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "event", "position"]);
                position = PositionOf(message);
                seen.Add(message.GetProperty("event").GetProperty("payload").GetProperty("number").GetInt32());
            }

            next.Abort();
        }

        seen.Order().ShouldBe(Enumerable.Range(0, Sent));
    }

    // The message grows by its position: what stands before it has another length than the one that is shared.
    [Theory]
    [InlineData(0)]
    [InlineData(65_250)]
    public async Task Message_OfAnyLength_IsWholeWithItsPosition(int shortest)
    {
        string position = await NoteAsync(0);
        await using SocketClient client = await ConnectAsync();
        await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{position}}"}""");

        for (int length = shortest; length < shortest + 300; length += 20)
        {
            position = await NoteAsync(length, new string('x', length));

            JsonElement message = await client.ReceiveAsync();

            message.GetProperty("data").GetProperty("text").GetString()!.Length.ShouldBe(length);
            PositionOf(message).ShouldBe(position);
        }
    }

    [Fact]
    public async Task Join_AgainWithAPosition_IsRefused()
    {
        await using SocketClient client = await ConnectAsync();
        string position = PositionOf(await client.AskAsync("""{"type":"join","channel":"short","envelopes":true}"""));

        (await client.AskAsync($$"""{"type":"join","channel":"short","envelopes":true,"lastEventId":"{{position}}"}""")).ShouldBeError("INVALID_REQUEST");
        PositionOf(await client.AskAsync("""{"type":"join","channel":"short"}""")).ShouldBe(position);
    }

    [Fact]
    public async Task Join_AgainWithEnvelopesThatItDidNotAskForFirst_IsRefused()
    {
        await using SocketClient client = await JoinAsync("short");

        (await client.AskAsync("""{"type":"join","channel":"short","envelopes":true}""")).ShouldBeError("INVALID_REQUEST");
    }

    private static string PositionOf(JsonElement message) => message.GetProperty("position").GetString()!;

    // Joins, hears nothing more, and is cut.
    private async Task<JsonElement> JoinAsync(string channel, string how, string resumed)
    {
        await using SocketClient client = await ConnectAsync();
        JsonElement joined = await client.AskAsync($$"""{"type":"join","channel":"{{channel}}",{{how}}}""");
        client.Abort();
        joined.GetProperty("type").GetString().ShouldBe("channel:joined");
        joined.GetProperty("resumed").GetString().ShouldBe(resumed);
        return joined;
    }

    private async Task<string> NoteAsync(int number, string text = "")
    {
        using HttpResponseMessage response = await Host.SendAsync($$$"""{"name":"short:note","payload":{"number":{{{number}}},"text":"{{{text}}}"}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }

    private async Task SayAsync(int number)
    {
        using HttpResponseMessage response = await Host.SendAsync($$$"""{"name":"split:said","payload":{"key":"{{{number}}}","number":{{{number}}}}}""");
        await response.ShouldBeOkAsync();
    }
}
