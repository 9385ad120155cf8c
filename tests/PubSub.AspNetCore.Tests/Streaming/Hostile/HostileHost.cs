using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>A host as it is run for many streams, and what hostile peers ask of it.</summary>
internal static class HostileHost
{
    /// <summary>What the server's sockets hold of a peer that does not read, so that little has to be published before a write waits.</summary>
    private const int SendBuffer = 8 * 1024;

    /// <summary>Starts a host that lets go of channels soon, so that a channel that is still held shows.</summary>
    public static Task<ProbeHost> StartAsync(bool tuned, Action<TestHostSettings>? configure = null) => ProbeHost.StartAsync(settings =>
    {
        settings.LogLevel = LogLevel.Warning;
        if (tuned) settings.WebHost.Add(host => host.UsePubSubTuning());
        settings.WebHost.Add(host => host.ConfigureServices(services => services.Configure<SocketTransportOptions>(options =>
            options.CreateBoundListenSocket = endPoint =>
            {
                Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
                socket.SendBufferSize = SendBuffer;
                return socket;
            })));
        settings.PubSub.Add(options => options.Fanout.IdleChannelLifetime = TimeSpan.FromMilliseconds(100));
        configure?.Invoke(settings);
    });

    public static FanoutHub Hub(this ProbeHost host) => host.Host.Services.GetRequiredService<FanoutHub>();

    /// <summary>Publishes without HTTP on the channel that keeps its last five events.</summary>
    public static async Task NoteAsync(this ProbeHost host, int number, int size = 0) =>
        await host.Host.Services.GetRequiredService<IEventPublisher>().PublishAsync(new ShortNote(number, Text: new string('x', size)));

    /// <summary>Publishes without HTTP on a channel with a long history.</summary>
    public static async Task SayAsync(this ProbeHost host, string text) =>
        await host.Host.Services.GetRequiredService<IEventPublisher>().PublishAsync(new RoomChannel("a"), new RoomSay(text));

    /// <summary>A whole request for a stream.</summary>
    public static string Get(string query, string headers = "") => $"GET /events?{query} HTTP/1.1\r\nHost: x\r\n{headers}\r\n";

    /// <summary>A whole request that publishes a text on a channel that no stream of these tests is of.</summary>
    public static string Post(string text)
    {
        string body = Body(text);
        return $"POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    public static string Body(string text) => $$$"""{"name":"open:note","payload":{"text":"{{{text}}}"}}""";

    /// <summary>Fails unless every byte of an answer to <see cref="Post"/> is its own.</summary>
    public static void ShouldAnswer(string body, string text) => body.ShouldMatch(
        $$$"""\A\{"status":"ok","result":null,"emittedEvents":\[\{"id":"[0-9a-f-]{36}","name":"open:note","channel":"open","payload":\{"text":"{{{text}}}"\},"timestamp":"[0-9T:.Z-]+","meta":\{[^{}]*\}\}\]\}\z""");

    /// <summary>Opens a stream and reads its beginning.</summary>
    public static async Task<RawConnection> OpenRawAsync(this ProbeHost host, string query, int? receiveBuffer = null)
    {
        RawConnection connection = await host.Host.ConnectAsync(receiveBuffer);
        await connection.SendAsync(Get(query));
        (await connection.ReadHeadAsync()).Status.ShouldBe(200);
        (await connection.ReadChunkAsync()).ShouldStartWith("retry: ");
        return connection;
    }

    /// <summary>Fails unless all streams are gone, with what they held.</summary>
    public static async Task ShouldHoldNothingAsync(this ProbeHost host)
    {
        FanoutHub hub = host.Hub();
        await Eventually.HoldsAsync(() => hub.SessionCount == 0);
        await Eventually.HoldsAsync(() => hub.ChannelCount == 0);
        hub.WindowBytes.ShouldBe(0);
        hub.SessionCount.ShouldBe(0);
    }

    /// <summary>Fails unless the host streams and takes events, and then holds nothing.</summary>
    public static async Task ShouldServeAsync(this ProbeHost host)
    {
        await using (SseStream stream = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=open"))
        {
            await stream.NextControlAsync("pubsub:ready");
            using HttpResponseMessage response = await host.SendAsync(Body("well"));
            ShouldAnswer(await response.Content.ReadAsStringAsync(), "well");
            (await stream.NextEventAsync()).Event.ShouldBe("open:note");
        }

        await host.ShouldHoldNothingAsync();
    }
}
