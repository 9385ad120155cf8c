using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Requests for a stream that no browser would send. None is answered 500, none leaves a session behind, and streams beside it go on.</summary>
public sealed class OddRequestTests : IAsyncLifetime
{
    private const string Stream = "text/event-stream";
    private ProbeHost _host = null!;
    private SseStream _beside = null!;

    public async Task InitializeAsync()
    {
        _host = await HostileHost.StartAsync(tuned: true);
        _beside = await SseStream.OpenAsync(_host.Host.BaseAddress, "/events?channel=probe");
        await _beside.NextControlAsync("pubsub:ready");
    }

    public async Task DisposeAsync()
    {
        await _host.EchoAsync("still here");
        (await _beside.NextEventAsync()).Json.GetProperty("payload").GetProperty("text").GetString().ShouldBe("still here");
        await _beside.DisposeAsync();
        await _host.ShouldServeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Header_OfAMegabyte_Is431()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        Task sending = connection.SendAsync(HostileHost.Get("channel=open", $"X-Filler: {new string('x', 1 << 20)}\r\n"));
        (await connection.ReadResponseAsync()).Status.ShouldBe(431);
        (await connection.IsClosedByPeerAsync()).ShouldBeTrue();
        await sending.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
    }

    [Fact]
    public async Task Http10_Get_IsAStreamThatLastsToTheEndOfTheConnection()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync("GET /events?channel=open HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + HostileHost.Post("behind"));
        RawResponse head = await connection.ReadHeadAsync();
        head.Status.ShouldBe(200);
        head.Headers["Content-Type"].ShouldBe(Stream);
        head.Headers.ContainsKey("Transfer-Encoding").ShouldBeFalse();
        head.Headers.ContainsKey("Content-Length").ShouldBeFalse();
        await Eventually.HoldsAsync(() => _host.Hub().SessionCount == 2);
        await PublishAsync("to http 1.0");
        string stream = "";
        while (!stream.Contains("to http 1.0", StringComparison.Ordinal)) stream += Encoding.UTF8.GetString(await connection.ReceiveAsync());
        _host.Hub().CloseAll(SessionEnd.TooSlow);
        await ReopenBesideAsync();

        string[] blocks = (stream + await connection.ReadToEndAsync()).Split("\n\n");
        blocks.Length.ShouldBe(5);
        blocks[0].ShouldBe("retry: 2000");
        blocks[1].ShouldContain("event: pubsub:ready");
        blocks[2].ShouldContain("to http 1.0");
        blocks[3].ShouldStartWith("event: pubsub:close");
        blocks[4].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connection: keep-alive\r\n")]
    public async Task Http10_Post_IsCarriedOut(string header)
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Post("old").Replace("HTTP/1.1\r\nHost: x\r\n", "HTTP/1.0\r\n" + header, StringComparison.Ordinal));
        RawResponse answer = await connection.ReadResponseAsync();
        answer.Status.ShouldBe(200);
        HostileHost.ShouldAnswer(answer.Body, "old");
    }

    [Fact]
    public async Task Head_ThenOthersOnTheConnection_HasNoBodyAndLeavesNoSession()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        string head = HostileHost.Get("channel=open").Replace("GET", "HEAD", StringComparison.Ordinal);
        string wrong = HostileHost.Get("channel=nowhere").Replace("GET", "HEAD", StringComparison.Ordinal);
        await connection.SendAsync(head + wrong + HostileHost.Post("after"));

        RawResponse found = await connection.ReadResponseAsync(hasBody: false);
        found.Status.ShouldBe(200);
        found.Headers["Content-Type"].ShouldBe(Stream);
        (await connection.ReadResponseAsync(hasBody: false)).Status.ShouldBe(404);
        HostileHost.ShouldAnswer((await connection.ReadResponseAsync()).Body, "after");
        _host.Hub().SessionCount.ShouldBe(1);
    }

    // The body is itself a request: it must not be taken for one when the stream has ended.
    [Theory]
    [InlineData("")]
    [InlineData("Expect: 100-continue\r\n")]
    public async Task Get_WithABody_IsAStreamAndTheBodyIsNoRequest(string header)
    {
        string body = HostileHost.Post("smuggled");
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Get("channel=open", $"{header}Content-Length: {body.Length}\r\n") + body + HostileHost.Post("next"));
        await ShouldStreamAsync(connection);
        _host.Hub().CloseAll(SessionEnd.TooSlow);
        await ReopenBesideAsync();
        (await connection.ReadChunksAsync()).ShouldEndWith("\n\n");

        HostileHost.ShouldAnswer((await connection.ReadResponseAsync()).Body, "next");
        (await _host.HistoryAsync("channel=open")).GetProperty("events").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Get_ExpectsLeaveToSendABody_IsAStreamAtOnce()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Get("channel=open", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
        await ShouldStreamAsync(connection);
    }

    [Fact]
    public async Task Query_OfTenThousandChannels_IsRefusedByTheServer()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        Task sending = connection.SendAsync(HostileHost.Get(ManyChannels(10_000)));
        (await connection.ReadResponseAsync()).Status.ShouldBe(414);
        await sending.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
    }

    [Fact]
    public async Task Query_OfTenThousandChannels_LineIsAllowed_IsInvalid()
    {
        await using ProbeHost host = await LenientAsync();
        await using RawConnection connection = await host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Get(ManyChannels(10_000)));
        (await connection.ReadResponseAsync()).ShouldBeProblem(400, ErrorCode.InvalidRequest);
        await host.ShouldServeAsync();
    }

    [Theory]
    [InlineData("x")]
    [InlineData(",")]
    [InlineData("AaH9bwQjiwqbBDMAAAAAAA,")]
    public async Task LastEventId_Of60KB_IsAGap(string repeated)
    {
        await using ProbeHost host = await LenientAsync();
        string cursor = string.Concat(Enumerable.Repeat(repeated, 60_000 / repeated.Length));
        await using (RawConnection connection = await host.Host.ConnectAsync())
        {
            await connection.SendAsync(HostileHost.Get("channel=open", $"Last-Event-ID: {cursor}\r\n"));
            (await connection.ReadHeadAsync()).Status.ShouldBe(200);
            string begin = await connection.ReadChunkAsync();
            while (!begin.Contains("pubsub:gap", StringComparison.Ordinal)) begin += await connection.ReadChunkAsync();
            begin.ShouldContain("\"unknown-cursor\"");
        }

        await host.ShouldServeAsync();
    }

    [Fact]
    public async Task LastEventId_Twice_IsAGap()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Get("channel=open", "Last-Event-ID: a\r\nLast-Event-ID: b\r\n"));
        (await connection.ReadHeadAsync()).Status.ShouldBe(200);
        (await connection.ReadChunkAsync()).ShouldContain("\"gap\"");
    }

    [Theory]
    [InlineData("room:a%00b")]
    [InlineData("room:a%0D%0AX-Injected:%20yes")]
    [InlineData("room:a%0D%0A%0D%0AHTTP/1.1%20200%20OK")]
    [InlineData("room:%0Aevent:%20pubsub:close")]
    [InlineData("room:a%250D%250Ab")]
    [InlineData("room:a%2500")]
    [InlineData("room:%C0%AE%C0%AE")]
    [InlineData("room:%ED%A0%80")]
    [InlineData("room:%")]
    [InlineData("room:%25")]
    [InlineData("room:%2")]
    [InlineData("room:a+b")]
    public async Task Channel_WithControlsOrBrokenEncoding_IsInvalidAndNothingOfItIsEchoed(string channel)
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(HostileHost.Get("channel=" + channel) + HostileHost.Post("next"));
        RawResponse answer = await connection.ReadResponseAsync();
        answer.ShouldBeProblem(400, ErrorCode.InvalidChannel);
        answer.Headers.ContainsKey("X-Injected").ShouldBeFalse();
        HostileHost.ShouldAnswer((await connection.ReadResponseAsync()).Body, "next");
    }

    [Theory]
    [InlineData("GET /events?channel=open\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /events?channel=open\r\nX: y HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nLast-Event-ID: a\0b\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nLast-Event-ID : a\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("GET /events?channel=open HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("GET /events?channel=open HTTP/9.9\r\nHost: x\r\n\r\n")]
    public async Task Request_ThatIsNoHttp_IsRefusedByTheServer(string request)
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(request);
        (await connection.ReadResponseAsync()).Status.ShouldBeOneOf(400, 505);
        (await connection.IsClosedByPeerAsync()).ShouldBeTrue();
    }

    private static Task<ProbeHost> LenientAsync() => HostileHost.StartAsync(tuned: true, settings => settings.WebHost.Add(host => host.ConfigureKestrel(kestrel =>
    {
        kestrel.Limits.MaxRequestLineSize = 1 << 20;
        kestrel.Limits.MaxRequestBufferSize = 2 << 20;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
    })));

    private static string ManyChannels(int count) => string.Join('&', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"channel=room:{i}")));

    private async Task ShouldStreamAsync(RawConnection connection)
    {
        RawResponse head = await connection.ReadHeadAsync();
        head.Status.ShouldBe(200);
        head.Headers["Content-Type"].ShouldBe(Stream);
        (await connection.ReadChunkAsync()).ShouldContain("pubsub:ready");
        _host.Hub().SessionCount.ShouldBe(2);
    }

    private async Task PublishAsync(string text)
    {
        using HttpResponseMessage response = await _host.SendAsync(HostileHost.Body(text));
        HostileHost.ShouldAnswer(await response.Content.ReadAsStringAsync(), text);
    }

    // Where a test ends all streams.
    private async Task ReopenBesideAsync()
    {
        await _beside.NextControlAsync("pubsub:close");
        await _beside.DisposeAsync();
        _beside = await SseStream.OpenAsync(_host.Host.BaseAddress, "/events?channel=probe");
        await _beside.NextControlAsync("pubsub:ready");
    }
}
