using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.AspNetCore.Tests.Streaming;
using PubSub.Core;
using PubSub.Core.Adapters;
using PubSub.Core.Channels;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What one channel's trouble does to the others of a connection: nothing.</summary>
public sealed class ChannelTroubleTests : SocketTestBase
{
    private const int Kept = 5;
    private static readonly string s_big = new('x', 30_000);

    private readonly FaultyAdapter _broker = new();

    protected override void Configure(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddSingleton<IEventAdapter>(_broker));
        settings.PubSub.Add(options => options.AllowAnonymous = true);
        settings.PubSub.Add(options => options.Fanout.WindowEvents = 16);
        settings.PubSub.Add(options => options.Channel<ShortChannel>(channel => channel.SlowSessions = SlowSessionPolicy.Close));
    }

    [Fact]
    public async Task History_ThatCannotBeRead_HasThatChannelLeftAndNoOther()
    {
        string first = await FillAsync();
        await using SocketClient client = await JoinAsync("public-a");
        // One to see whether it can be resumed from.
        _broker.ReadsLeft = 1;

        (await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");
        (await client.ReceiveAsync()).GetRawText().ShouldBe(
            $$"""{"type":"channel:left","channel":"short","code":"BROKER_UNAVAILABLE","retryAfterMs":2000,"position":"{{first}}"}""");

        (await client.AskAsync("""{"type":"leave","channel":"short"}""")).ShouldBeError("NOT_MEMBER");
        (await client.AskAsync("""{"type":"channel:message","channel":"public-a","event":"e"}""")).GetProperty("type").GetString().ShouldBe("channel:sent");
        await Eventually.HoldsAsync(() => Host.Host.Services.GetRequiredService<IChannels>().List().Count == 1, "one channel is listed");
    }

    [Fact]
    public async Task History_ThatCannotBeReadForAWhile_IsGivenToWhoJoinsAgain()
    {
        string first = await FillAsync();
        await using SocketClient client = await ConnectAsync();
        _broker.ReadsLeft = 1;
        await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""");
        string position = (await client.ReceiveAsync()).GetProperty("position").GetString()!;
        _broker.ReadsLeft = null;

        (await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{position}}"}""")).GetProperty("resumed").GetString().ShouldBe("complete");

        for (int i = 2; i <= Kept; i++) (await client.ReceiveAsync()).GetProperty("data").GetProperty("number").GetInt32().ShouldBe(i);
    }

    [Fact]
    public async Task History_ThatCannotBeReadOfAChannelThatWasLeft_IsNobodysTrouble()
    {
        string first = await FillAsync();
        await using SocketClient client = await ConnectAsync();
        var mayFail = new TaskCompletionSource();
        (_broker.ReadsLeft, _broker.MayFail) = (1, mayFail.Task);
        await client.AskAsync($$"""{"type":"join","channel":"short","lastEventId":"{{first}}"}""");
        (await client.AskAsync("""{"type":"leave","channel":"short"}""")).GetProperty("type").GetString().ShouldBe("channel:left");
        (await client.AskAsync("""{"type":"join","channel":"short"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");

        mayFail.SetResult();
        await Eventually.HoldsAsync(() => Host.Host.Logs.Any(entry => entry.Exception is BrokerUnavailableException), "the read has failed");

        // Joined anew, and not left for the read of before.
        await NoteAsync(6);
        (await client.ReceiveAsync()).GetProperty("data").GetProperty("number").GetInt32().ShouldBe(6);
        (await client.AskAsync("""{"type":"leave","channel":"short"}""")).GetProperty("type").GetString().ShouldBe("channel:left");
    }

    [Fact]
    public async Task Slowness_OnAChannelThatClosesForIt_HasThatChannelLeftAndNoOther()
    {
        await using RawSocket slow = await RawSocket.ConnectAsync(Host.Host.EndPoint, receiveBuffer: 4096);
        await slow.SendAsync(RawSocket.Text, """{"type":"join","channel":"public-a"}""");
        (await slow.ReceiveTextAsync()).ShouldContain("channel:joined");
        await slow.SendAsync(RawSocket.Text, """{"type":"join","channel":"short","envelopes":true}""");
        (await slow.ReceiveTextAsync()).ShouldContain("channel:joined");
        for (int i = 0; i < 400; i++) await NoteAsync(i, s_big);

        JsonElement message = JsonElement.Parse(await slow.ReceiveTextAsync());
        string? last = null;
        while (message.GetProperty("type").GetString() == "event")
        {
            last = message.GetProperty("event").GetProperty("id").GetString();
            message = JsonElement.Parse(await slow.ReceiveTextAsync());
        }

        message.GetRawText().ShouldBe($$"""{"type":"channel:left","channel":"short","code":"TOO_SLOW","retryAfterMs":1000,"position":"{{last}}"}""");
        await slow.SendAsync(RawSocket.Text, """{"type":"channel:message","channel":"public-a","event":"e"}""");
        (await slow.ReceiveTextAsync()).ShouldContain("channel:sent");
    }

    // As many as the channel keeps.
    private async Task<string> FillAsync()
    {
        string first = await NoteAsync(1);
        for (int i = 2; i <= Kept; i++) await NoteAsync(i);
        return first;
    }

    private async Task<string> NoteAsync(int number, string text = "")
    {
        using HttpResponseMessage response = await Host.SendAsync($$$"""{"name":"short:note","payload":{"number":{{{number}}},"text":"{{{text}}}"}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }
}
