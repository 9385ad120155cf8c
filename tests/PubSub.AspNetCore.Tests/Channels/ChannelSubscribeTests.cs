using System.Net;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary><c>GET /channels/{channel}/subscribe</c>.</summary>
public sealed class ChannelSubscribeTests : ChannelTestBase
{
    [Fact]
    public async Task Subscribe_NameAndParams_IsTheStreamOfTheAddress()
    {
        await using SseStream stream = await SseStream.OpenAsync(Host.Host.BaseAddress, "/channels/cursor/subscribe?params=" + Uri.EscapeDataString("""{"roomId":"room 1"}"""));

        SseFrame ready = await stream.NextControlAsync("pubsub:ready");
        ready.Data.ShouldBe("""{"channels":[{"channel":"cursor:room%201","resumed":"live"}],"keepAliveMs":30000}""");
        stream.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task Subscribe_Event_HasTheNameAsItWasDeclared()
    {
        await using SseStream stream = await SubscribeAsync("cursor", "?params=" + Uri.EscapeDataString("""{"roomId":"a"}"""));
        JsonElement sent = await PublishedAsync("cursor:a", """{"event":"move","data":{"userId":"u","x":1,"y":2}}""");

        SseFrame seen = await stream.NextEventAsync();

        seen.Event.ShouldBe("move");
        seen.Data.ShouldBe(sent.GetRawText());
    }

    [Fact]
    public async Task Subscribe_OtherParams_SeesNothingOfTheFirst()
    {
        await using SseStream plain = await SubscribeAsync("cursor");
        await using SseStream other = await SubscribeAsync("cursor:b");

        foreach (string channel in new[] { "cursor:a", "cursor:b", "cursor" })
            await PublishedAsync(channel, $$$"""{"event":"blur","data":{"userId":"{{{channel}}}"}}""");

        (await plain.NextEventAsync()).Json.GetProperty("channel").GetString().ShouldBe("cursor");
        (await other.NextEventAsync()).Json.GetProperty("channel").GetString().ShouldBe("cursor:b");
    }

    [Fact]
    public async Task Subscribe_EventFilter_HidesTheOthers()
    {
        await using SseStream stream = await SubscribeAsync("cursor", "?event=blur");

        await PublishedAsync("cursor", """{"event":"move","data":{"userId":"u","x":1,"y":2}}""");
        await PublishedAsync("cursor", """{"event":"blur","data":{"userId":"u"}}""");

        (await stream.NextEventAsync()).Event.ShouldBe("blur");
    }

    [Fact]
    public async Task Subscribe_LastEventId_ResumesFromHistory()
    {
        string first = (await PublishedAsync("log", """{"event":"wrote","data":{"userId":"1"}}""")).GetProperty("id").GetString()!;
        await PublishedAsync("log", """{"event":"wrote","data":{"userId":"2"}}""");

        await using SseStream stream = await SubscribeAsync("log", "?lastEventId=" + first);

        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("userId").GetString().ShouldBe("2");
    }

    [Fact]
    public async Task Subscribe_Ticket_StandsInForTheCredential()
    {
        using HttpRequestMessage request = ProbeHost.Post("""{"channels":["private-team-1"]}""", "/events/ticket");
        request.Headers.Add(Hosting.HeaderAuthentication.Header, "ann");
        using HttpResponseMessage issued = await Host.Client.SendAsync(request);
        string ticket = (await issued.ShouldBeOkAsync()).GetProperty("ticket").GetString()!;

        await using SseStream stream = await SubscribeAsync("private-team-1", "?ticket=" + ticket);
        await PublishedAsync("private-team-1", """{"event":"said","data":{}}""");

        (await stream.NextEventAsync()).Event.ShouldBe("said");
    }

    [Fact]
    public async Task Subscribe_Head_AnswersTheHeaders()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/channels/cursor/subscribe");
        using HttpResponseMessage response = await Host.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task Subscribe_KeepAlive_IsAComment()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s =>
        {
            Configure(s);
            s.PubSub.Add(o => o.Fanout.KeepAlive = TimeSpan.FromMilliseconds(50));
        });
        await using SseStream stream = await SseStream.OpenAsync(host.Host.BaseAddress, "/channels/cursor/subscribe");
        await stream.NextControlAsync("pubsub:ready");

        (await stream.NextAsync()).ShouldNotBeNull().Comment.ShouldBe("keepalive");
    }

    [Fact]
    public async Task Subscribe_RuleSaysNobody_IsForbiddenOrUnauthenticated()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/admin-logs/subscribe");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Subscribe_UnknownParameterOfTheQuery_IsInvalidRequest()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/cursor/subscribe?channel=log");
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Theory]
    [InlineData("POST", "/channels/cursor/subscribe", 405, ErrorCode.MethodNotAllowed)]
    [InlineData("GET", "/channels/cursor/publish", 405, ErrorCode.MethodNotAllowed)]
    [InlineData("GET", "/channels/cursor", 404, ErrorCode.NotFound)]
    [InlineData("GET", "/channels/cursor/other", 404, ErrorCode.NotFound)]
    public async Task Channels_OtherMethodOrPath_IsAProblem(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await Host.Client.SendAsync(request);
        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task ChannelsPath_Another_IsWhereTheChannelsAre()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s =>
        {
            Configure(s);
            s.Http.Add(o => o.ChannelsPath = "/live/c");
        });

        await using SseStream stream = await SseStream.OpenAsync(host.Host.BaseAddress, "/live/c/cursor/subscribe");
        await stream.NextControlAsync("pubsub:ready");
        using HttpResponseMessage old = await host.Client.GetAsync("/channels/cursor/subscribe");
        old.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ChannelsPath_Null_MapsNone()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s =>
        {
            Configure(s);
            s.Http.Add(o => o.ChannelsPath = null);
        });

        using HttpResponseMessage response = await host.Client.GetAsync("/channels/cursor/subscribe");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Manifest_DefinedChannel_IsInIt()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/events/contract");
        JsonElement manifest = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        manifest.GetProperty("channels").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldContain("cursor:{roomId?}");
        manifest.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("name").GetString()).ShouldContain("move");
    }
}
