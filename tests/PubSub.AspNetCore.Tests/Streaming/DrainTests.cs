using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>How streams end.</summary>
public sealed class DrainTests : StreamTestBase
{
    private FanoutHub Hub => Host.Host.Services.GetRequiredService<FanoutHub>();

    [Fact]
    public async Task Stop_Streams_EndWithAReasonAfterEverythingPublished()
    {
        await using SseStream stream = await OpenAsync("channel=short");
        await stream.NextControlAsync("pubsub:ready");
        string last = await NoteAsync(1);
        Task stop = Host.Host.StopAsync();

        (await stream.NextEventAsync()).Id.ShouldBe(last);
        SseFrame close = await stream.NextControlAsync("pubsub:close");
        close.Data.ShouldBe("""{"code":"DRAINING","reconnect":true,"retryAfterMs":1000}""");
        close.Id.ShouldBeNull();
        (await stream.NextAsync()).ShouldBeNull();
        await stop;
    }

    [Fact]
    public async Task Stop_Listener_IsClosedBeforeAnyStreamEnds()
    {
        await using SseStream stream = await OpenAsync("channel=short");
        await stream.NextControlAsync("pubsub:ready");
        Task stop = Host.Host.StopAsync();
        await stream.NextControlAsync("pubsub:close");

        // A browser that comes back at once must be refused by TCP, which it retries, and not by a status, which it does not.
        await Should.ThrowAsync<SocketException>(async () => await (await Host.Host.ConnectAsync()).DisposeAsync());
        await stop;
    }

    [Fact]
    public async Task Stop_PeerThatNeverReads_IsCutAndDoesNotHoldTheHost()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.Http.Add(o => o.StreamDrainTimeout = TimeSpan.FromMilliseconds(200)));
        await using RawConnection deaf = await host.Host.ConnectAsync();
        await deaf.SendAsync("GET /events?channel=short HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.HoldsAsync(() => host.Host.Services.GetRequiredService<FanoutHub>().SessionCount == 1);
        for (int i = 0; i < 200; i++) await PublishBigAsync(host, i);

        // Without a limit of its own: the host's own shutdown timeout is as long as this test is patient.
        await host.Host.StopAsync().WaitAsync(TestHost.Patience / 2);
    }

    [Fact]
    public async Task Disconnect_Session_IsGoneAndItsChannelsAreFree()
    {
        SseStream stream = await OpenAsync("channel=short&channel=live");
        await stream.NextControlAsync("pubsub:ready");
        Hub.SessionCount.ShouldBe(1);

        await stream.DisposeAsync();

        await Eventually.HoldsAsync(() => Hub.SessionCount == 0);
    }

    [Fact]
    public async Task PeerThatNeverReads_Others_GetEverythingInOrder()
    {
        await using RawConnection deaf = await DeafAsync("short");
        await using SseStream stream = await OpenAsync("channel=short");
        await stream.NextControlAsync("pubsub:ready");
        for (int i = 0; i < 200; i++)
        {
            string id = await PublishBigAsync(Host, i);
            (await stream.NextEventAsync()).Id.ShouldBe(id);
        }
    }

    [Fact]
    public async Task ReaderThatPauses_BeyondWindowAndHistory_IsToldOfTheGapAndGoesOn()
    {
        await using SseStream stream = await OpenAsync("channel=short");
        await stream.NextControlAsync("pubsub:ready");
        await FillUpAsync();
        string last = await PublishBigAsync(Host, 200);

        SseFrame frame;
        do frame = await stream.NextDataAsync();
        while (frame.IsEvent);
        frame.Event.ShouldBe("pubsub:gap");
        frame.Json.GetProperty("reason").GetString().ShouldBe("trimmed");
        frame.Id.ShouldBe(last);
        string live = await PublishBigAsync(Host, 201);
        (await stream.NextEventAsync()).Id.ShouldBe(live);
    }

    [Fact]
    public async Task PeerThatNeverReads_IsCutAfterTheTimeout()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings => settings.PubSub.Add(o =>
        {
            o.Fanout.KeepAlive = TimeSpan.FromMilliseconds(320);
            o.Fanout.StalledStreamTimeout = TimeSpan.FromMilliseconds(500);
        }));
        FanoutHub hub = host.Host.Services.GetRequiredService<FanoutHub>();
        await using RawConnection deaf = await host.Host.ConnectAsync();
        await deaf.SendAsync("GET /events?channel=short HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.HoldsAsync(() => hub.SessionCount == 1);
        for (int i = 0; i < 200; i++) await PublishBigAsync(host, i);

        await Eventually.HoldsAsync(() => hub.SessionCount == 0);
    }

    private static async Task<string> PublishBigAsync(ProbeHost host, int number)
    {
        using HttpResponseMessage response = await host.SendAsync(
            $$$"""{"name":"short:note","payload":{"number":{{{number}}},"region":null,"text":"{{{new string('x', 60_000)}}}"}}""");
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("id").GetString()!;
    }

    private async Task<RawConnection> DeafAsync(string channel)
    {
        RawConnection deaf = await Host.Host.ConnectAsync();
        await deaf.SendAsync($"GET /events?channel={channel} HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.HoldsAsync(() => Hub.SessionCount > 0);
        return deaf;
    }

    // More than the sockets' buffers of both ends and the window hold together.
    private async Task FillUpAsync()
    {
        for (int i = 0; i < 200; i++) await PublishBigAsync(Host, i);
    }
}
