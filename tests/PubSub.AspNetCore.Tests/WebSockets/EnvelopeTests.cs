using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Beyond the protocol, for clients that ask for it: channels of contracts, envelopes, resuming.</summary>
public sealed class EnvelopeTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings) => settings.PubSub.Add(options => options.AllowAnonymous = true);

    [Fact]
    public async Task Join_ChannelWithContract_GivesItsEventsAsMessages()
    {
        await using SocketClient client = await JoinAsync("short");

        await NoteAsync(1);

        JsonElement message = await client.ReceiveAsync();
        message.GetProperty("type").GetString().ShouldBe("channel:message");
        message.GetProperty("event").GetString().ShouldBe("short:note");
        message.GetProperty("data").GetProperty("number").GetInt32().ShouldBe(1);
        message.TryGetProperty("from", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Join_WithEnvelopes_GivesWholeEnvelopes()
    {
        await using SocketClient client = await ConnectAsync();
        await client.AskAsync("""{"type":"join","channel":"short","envelopes":true}""");

        string id = await NoteAsync(1);

        JsonElement message = await client.ReceiveAsync();
        message.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "event"]);
        message.GetProperty("type").GetString().ShouldBe("event");
        message.GetProperty("event").GetProperty("id").GetString().ShouldBe(id);
        message.GetProperty("event").GetProperty("name").GetString().ShouldBe("short:note");
    }

    [Fact]
    public async Task Join_AfterAnEvent_GivesWhatCameSince()
    {
        string first = await NoteAsync(1);
        await NoteAsync(2);
        await NoteAsync(3);
        await using SocketClient client = await ConnectAsync();

        JsonElement joined = await client.AskAsync($$"""{"type":"join","channel":"short","envelopes":true,"lastEventId":"{{first}}"}""");

        joined.GetProperty("type").GetString().ShouldBe("channel:joined");
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("payload").GetProperty("number").GetInt32().ShouldBe(2);
        (await client.ReceiveAsync()).GetProperty("event").GetProperty("payload").GetProperty("number").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Join_AfterATrimmedEvent_IsToldOfTheGapFirst()
    {
        string first = await NoteAsync(0);
        for (int i = 1; i <= 20; i++) await NoteAsync(i);
        await using SocketClient client = await ConnectAsync();

        await client.SendAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""");

        (await client.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("channel:joined");
        JsonElement gap = await client.ReceiveAsync();
        gap.GetProperty("type").GetString().ShouldBe("channel:gap");
        gap.GetProperty("reason").GetString().ShouldBe("trimmed");
    }

    [Fact]
    public async Task Send_OnChannelWithContract_IsRefused()
    {
        await using SocketClient client = await JoinAsync("short");

        (await client.AskAsync("""{"type":"channel:message","channel":"short","event":"short:note","data":{"number":1}}""")).ShouldBeError("INVALID_REQUEST");
    }

    private async Task<string> NoteAsync(int number)
    {
        using HttpResponseMessage response = await Host.SendAsync($$$"""{"name":"short:note","payload":{"number":{{{number}}}}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }
}
