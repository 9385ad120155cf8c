using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.Contracts;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>What <c>GET /events</c> carries, from its first byte.</summary>
public sealed class StreamTests : StreamTestBase
{
    [Fact]
    public async Task Open_OneChannel_BeginsWithRetryAndReadyAndItsPosition()
    {
        await using SseStream stream = await OpenAsync("channel=probe");
        SseFrame ready = await stream.NextControlAsync("pubsub:ready");

        stream.Raw.ToString().ShouldStartWith("retry: 2000\n\nid: ");
        EventId.TryParse(ready.Id, out EventId position).ShouldBeTrue();
        position.Offset.ShouldBe(0);
        ready.Data.ShouldBe("""{"channels":[{"channel":"probe","resumed":"live"}],"keepAliveMs":30000}""");
    }

    [Fact]
    public async Task Open_Headers_KeepProxiesFromBuffering()
    {
        await using SseStream stream = await OpenAsync("channel=probe");

        stream.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        stream.Response.Headers.NonValidated["Cache-Control"].ToString().ShouldBe("no-cache, no-transform");
        stream.Response.Headers.GetValues("X-Accel-Buffering").Single().ShouldBe("no");
    }

    [Fact]
    public async Task Live_Event_IsTheEnvelopeOfTheAnswerWithItsIdInFront()
    {
        await using SseStream stream = await OpenAsync("channel=probe");
        await stream.NextControlAsync("pubsub:ready");
        JsonElement answer = await Host.EchoAsync("hällo \\u2028 \\n");

        SseFrame first = await stream.NextEventAsync();
        SseFrame second = await stream.NextEventAsync();

        JsonElement emitted = answer.GetProperty("emittedEvents");
        first.Event.ShouldBe("probe:echo");
        first.Data.ShouldBe(emitted[0].GetRawText());
        first.Id.ShouldBe(emitted[0].GetProperty("id").GetString());
        second.Event.ShouldBe("probe:echoed");
        second.Data.ShouldBe(emitted[1].GetRawText());
    }

    [Fact]
    public async Task Live_ServerPublished_ReachesTheAddressAndNoOther()
    {
        await using SseStream here = await OpenAsync("channel=room:a%25201");
        await using SseStream there = await OpenAsync("channel=room:b");
        await here.NextControlAsync("pubsub:ready");
        await there.NextControlAsync("pubsub:ready");
        var publisher = Host.Host.Services.GetRequiredService<IEventPublisher>();

        await publisher.PublishAsync(new RoomChannel("a 1"), new RoomSay("one"));
        await publisher.PublishAsync(new RoomChannel("b"), new RoomSay("two"));

        SseFrame seen = await here.NextEventAsync();
        seen.Json.GetProperty("channel").GetString().ShouldBe("room:a%201");
        seen.Json.GetProperty("payload").GetProperty("text").GetString().ShouldBe("one");
        (await there.NextEventAsync()).Json.GetProperty("payload").GetProperty("text").GetString().ShouldBe("two");
    }

    [Fact]
    public async Task SeveralChannels_Id_IsAVectorOverThemInTheOrderOfTheRequest()
    {
        await using SseStream stream = await OpenAsync("channel=live&channel=short&channel=room:a");
        SseFrame ready = await stream.NextControlAsync("pubsub:ready");
        await NoteAsync(1);

        SseFrame frame = await stream.NextEventAsync();

        string[] before = ready.Id!.Split(',');
        string[] after = frame.Id!.Split(',');
        before.Length.ShouldBe(3);
        after.ShouldAllBe(entry => entry.Length == 22);
        after[0].ShouldBe(before[0]);
        after[2].ShouldBe(before[2]);
        EventId.TryParseBase64Url(after[1], out EventId position).ShouldBeTrue();
        position.ToString().ShouldBe(frame.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task EventFilter_Repeated_IsOr()
    {
        await using SseStream stream = await OpenAsync("channel=probe&channel=short&event=probe:echoed&event=short:note");
        await stream.NextControlAsync("pubsub:ready");
        await Host.EchoAsync("a");
        await NoteAsync(1);

        // Order is promised within a channel, not between two.
        string?[] seen = [(await stream.NextEventAsync()).Event, (await stream.NextEventAsync()).Event];
        seen.ShouldBe(["probe:echoed", "short:note"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("where=payload.region:EU", 2)]
    [InlineData("where=payload.number:3", 3)]
    [InlineData("where=payload.number:3.0", 3)]
    [InlineData("where=payload.region:EU&where=payload.text:a:b", 4)]
    [InlineData("where=payload.text:null&where=payload.region:null", 1)]
    [InlineData("where=name:short:note", 1)]
    public async Task Where_Conditions_LetThroughOnlyWhatMeetsAll(string where, int expected)
    {
        await using SseStream stream = await OpenAsync("channel=short&" + where);
        await stream.NextControlAsync("pubsub:ready");
        await NoteAsync(1);
        await NoteAsync(2, "EU");
        await NoteAsync(3, "US");
        await NoteAsync(4, "EU", "a:b");

        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("number").GetInt32().ShouldBe(expected);
    }

    [Fact]
    public async Task KeepAlive_AfterHiddenEvents_MovesThePositionAndDispatchesNothing()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.PubSub.Add(o => o.Fanout.KeepAlive = TimeSpan.FromMilliseconds(200)));
        await using SseStream stream = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=probe&event=probe:echoed&where=payload.text:never");
        await stream.NextControlAsync("pubsub:ready");
        JsonElement answer = await host.EchoAsync("hidden");
        string last = answer.GetProperty("emittedEvents")[1].GetProperty("id").GetString()!;

        SseFrame? frame;
        do frame = await stream.NextAsync();
        while (frame!.Id != last);

        frame.ShouldBe(new SseFrame(last, null, null, null));
        stream.Raw.ToString().ShouldContain($":keepalive\n\nid: {last}\n\n");
    }

    [Fact]
    public async Task Head_Stream_AnswersItsHeadersAndEnds()
    {
        using HttpResponseMessage response = await Host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/events?channel=probe"));

        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData("", 400, ErrorCode.InvalidRequest)]
    [InlineData("channel=", 400, ErrorCode.InvalidChannel)]
    [InlineData("channel=nowhere", 404, ErrorCode.UnknownChannel)]
    [InlineData("channel=room", 404, ErrorCode.UnknownChannel)]
    [InlineData("channel=room:a:b", 404, ErrorCode.UnknownChannel)]
    [InlineData("channel=room:..", 400, ErrorCode.InvalidChannel)]
    [InlineData("channel=room:%252E%252E", 400, ErrorCode.InvalidChannel)]
    [InlineData("channel=room:%00", 400, ErrorCode.InvalidChannel)]
    [InlineData("channel=room:%2507", 400, ErrorCode.InvalidChannel)]
    [InlineData("channel=probe&channel=probe", 400, ErrorCode.InvalidRequest)]
    [InlineData("channel=probe&event=no:such", 404, ErrorCode.UnknownEvent)]
    [InlineData("channel=probe&event=short:note", 400, ErrorCode.InvalidRequest)]
    [InlineData("channel=probe&where=payload", 400, ErrorCode.InvalidRequest)]
    [InlineData("channel=probe&where=:x", 400, ErrorCode.InvalidRequest)]
    [InlineData("channel=probe&since=yesterday", 400, ErrorCode.InvalidCursor)]
    [InlineData("channel=live&since=2026-01-01", 404, ErrorCode.HistoryDisabled)]
    [InlineData("channel=probe&lastEventId=garbage", 400, ErrorCode.InvalidCursor)]
    [InlineData("channel=probe&chanel=short", 400, ErrorCode.InvalidRequest)]
    public async Task Open_BadQuery_IsRefusedWithItsCode(string query, int status, string code)
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/events?" + query);
        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task Open_MoreThan64Channels_IsRefused()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/events?" + string.Join('&', Enumerable.Range(0, 65).Select(i => $"channel=room:{i}")));
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Open_AnonymousOnAClosedChannel_IsRefused()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.PubSub.Add(o => o.AllowAnonymous = false));
        using HttpResponseMessage closed = await host.Client.GetAsync("/events?channel=open&channel=probe");
        await closed.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);

        await using SseStream open = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=open");
        await open.NextControlAsync("pubsub:ready");
    }

    [Fact]
    public async Task Open_BeyondTheLimit_Is503AndTheOthersGoOn()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.PubSub.Add(o => o.Fanout.MaxSessions = 1));
        await using SseStream first = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=probe");
        await first.NextControlAsync("pubsub:ready");

        using HttpResponseMessage second = await host.Client.GetAsync("/events?channel=probe");
        await second.ShouldBeProblemAsync(503, ErrorCode.TooManyConnections);
        second.Headers.RetryAfter.ShouldNotBeNull();

        await host.EchoAsync("still here");
        (await first.NextEventAsync()).Event.ShouldBe("probe:echo");
    }
}
