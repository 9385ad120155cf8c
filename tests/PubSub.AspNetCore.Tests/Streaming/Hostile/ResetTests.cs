using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>HTTP/2: the server uses a stream's writer and context again for another stream of the connection.</summary>
[Collection(HostileCollection.Name)]
public sealed class ResetTests
{
    private const int Connections = 3;
    private const int PeersOfAConnection = 3;
    private const int Rounds = 120;
    private const int EventBytes = 600;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamResetOrEnded_FramesPending_NoByteOfItIsInAnotherAnswer(bool tuned)
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned, settings => settings.WebHost.Add(OnlyHttp2));
        await using (var publisher = new BusyPublisher(i => host.NoteAsync(i, EventBytes)))
        {
            HttpClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => NewClient(host))];
            await Task.WhenAll(Enumerable.Range(0, Connections * PeersOfAConnection)
                .Select(i => Task.Run(() => ResetAsync(host.Hub(), clients[i % Connections], publisher, i))));
            foreach (HttpClient client in clients) client.Dispose();
        }

        await host.ShouldHoldNothingAsync();
    }

    private static void OnlyHttp2(IWebHostBuilder host) =>
        host.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));

    // A small window, so that the server soon has to wait with its writes.
    private static HttpClient NewClient(ProbeHost host) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        EnableMultipleHttp2Connections = false,
        InitialHttp2StreamWindowSize = 65_535,
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
    })
    {
        BaseAddress = host.Host.BaseAddress,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TestHost.Patience,
    };

    // A stream is read a little, sometimes only when more waits than its window holds. Then its peer resets it, or the server ends it, and with it all
    // others.
    private static async Task ResetAsync(FanoutHub hub, HttpClient client, BusyPublisher publisher, int number)
    {
        var random = new Random(number);
        byte[] buffer = new byte[4096];
        for (int round = 0; round < Rounds; round++)
        {
            string text = $"{number}-{round}";
            Task<string> answer;
            using (HttpResponseMessage stream = await client.GetAsync("/events?channel=short", HttpCompletionOption.ResponseHeadersRead))
            {
                stream.StatusCode.ShouldBe(HttpStatusCode.OK);
                Stream body = await stream.Content.ReadAsStreamAsync();
                int read = buffer.Length;
                for (int reads = random.Next(4); reads > 0 && read > 0; reads--) read = await body.ReadAsync(buffer);
                if (random.Next(4) == 0)
                {
                    int enough = publisher.Published + 200;
                    await Eventually.HoldsAsync(() => publisher.Published > enough);
                }

                answer = PostAsync(client, text);
                if (random.Next(3) == 0)
                {
                    hub.CloseAll(SessionEnd.TooSlow);
                    while (read > 0) read = await body.ReadAsync(buffer);
                }
            }

            HostileHost.ShouldAnswer(await answer, text);
            HostileHost.ShouldAnswer(await PostAsync(client, text), text);
        }
    }

    private static async Task<string> PostAsync(HttpClient client, string text)
    {
        using var content = new StringContent(HostileHost.Body(text), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await client.PostAsync("/events", content);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(body.Length);
        return Encoding.UTF8.GetString(body);
    }
}
