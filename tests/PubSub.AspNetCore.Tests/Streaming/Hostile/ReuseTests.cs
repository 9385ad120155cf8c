using System.Text;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>HTTP/1.1: the server uses a connection's writer again for the next answer. No byte of a stream may get into it.</summary>
[Collection(HostileCollection.Name)]
public sealed class ReuseTests
{
    private const int Connections = 8;
    private const int Rounds = 130;
    private const int EventBytes = 600;
    private const string Close = "event: pubsub:close\ndata: {\"code\":\"TOO_SLOW\",\"reconnect\":true,\"retryAfterMs\":1000}\n\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamEndedByTheServer_FramesPending_NoByteOfItIsInTheNextAnswers(bool tuned)
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned);
        await using (var publisher = new BusyPublisher(i => host.NoteAsync(i, EventBytes)))
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => ReuseAsync(host, publisher, i))));

        await host.ShouldHoldNothingAsync();
    }

    // What cuts a stream may come after its end, when the server has the same context serve another request.
    [Fact]
    public async Task Abort_SessionHasEnded_LeavesTheNextStreamOfTheConnection()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true);
        await using (RawConnection connection = await host.OpenRawAsync("channel=short"))
        {
            Session? ended = null;
            host.Hub().ForEachSession(session => ended = session);
            ended!.Close(SessionEnd.TooSlow);
            (await connection.ReadChunksAsync()).ShouldBe(Close);
            ended.Abort();

            await connection.SendAsync(HostileHost.Get("channel=short"));
            (await connection.ReadHeadAsync()).Status.ShouldBe(200);
            (await connection.ReadChunkAsync()).ShouldStartWith("retry: ");
            ended.Abort();
            await host.NoteAsync(7);
            (await connection.ReadChunkAsync()).ShouldContain("\"number\":7");
        }

        await host.ShouldHoldNothingAsync();
    }

    // A stream and what is to follow it are asked for at once. The stream is read a little, sometimes only when more waits than the sockets hold, and
    // then ended, and with it those of the other connections, wherever they are.
    private static async Task ReuseAsync(ProbeHost host, BusyPublisher publisher, int number)
    {
        FanoutHub hub = host.Hub();
        var random = new Random(number);
        string get = HostileHost.Get("channel=short");
        string head = get.Replace("GET", "HEAD", StringComparison.Ordinal);
        await using RawConnection connection = await host.Host.ConnectAsync(receiveBuffer: 4096);
        for (int round = 0; round < Rounds; round++)
        {
            string first = $"{number}-{round}-first", second = $"{number}-{round}-second";
            await connection.SendAsync(get + HostileHost.Post(first) + head + HostileHost.Post(second));

            (await connection.ReadHeadAsync()).Headers["Content-Type"].ShouldBe("text/event-stream");
            var stream = new StringBuilder();
            string chunk = "-";
            for (int chunks = random.Next(1, 5); chunks > 0 && chunk.Length > 0; chunks--) stream.Append(chunk = await connection.ReadChunkAsync());
            if (random.Next(3) == 0)
            {
                int enough = publisher.Published + 200;
                await Eventually.HoldsAsync(() => publisher.Published > enough);
            }

            hub.CloseAll(SessionEnd.TooSlow);
            if (chunk.Length > 0) stream.Append(await connection.ReadChunksAsync());
            stream.ToString().ShouldEndWith(Close);

            await ShouldAnswerAsync(connection, first);
            (await connection.ReadResponseAsync(hasBody: false)).Headers["Content-Type"].ShouldBe("text/event-stream");
            await ShouldAnswerAsync(connection, second);
        }
    }

    private static async Task ShouldAnswerAsync(RawConnection connection, string text)
    {
        RawResponse answer = await connection.ReadResponseAsync();
        answer.Status.ShouldBe(200, answer.Body);
        answer.Headers["Content-Type"].ShouldBe("application/json");
        HostileHost.ShouldAnswer(answer.Body, text);
    }
}
