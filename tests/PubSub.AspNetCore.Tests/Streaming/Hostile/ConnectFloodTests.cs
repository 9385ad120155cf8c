using System.Globalization;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>More connects than the server holds streams, and connects that are given up at any moment.</summary>
[Collection(HostileCollection.Name)]
public sealed class ConnectFloodTests
{
    private const int Places = 12;
    private const int Workers = 6;
    private const int ConnectsOfAWorker = 250;
    private const int MostAhead = 200;
    private const string End = "end";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Flood_BeyondTheLimit_IsRefusedAndStreamsGetEverything(bool tuned)
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned, settings => settings.PubSub.Add(o => o.Fanout.MaxSessions = Places));
        SseStream[] streams = await OpenAsync(host, Places);
        var read = new int[Places];
        Task[] readers = [.. Enumerable.Range(0, Places).Select(i => Task.Run(() => ShouldGetEverythingAsync(streams[i], read, i)))];
        var publisher = new BusyPublisher(async i =>
        {
            if (i % MostAhead == 0) await Eventually.HoldsAsync(() => i - read.Min() <= MostAhead || readers.Any(r => r.IsCompleted));
            await host.SayAsync(i.ToString(CultureInfo.InvariantCulture));
        });
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(i => Task.Run(() => FloodAsync(host, i))));
        await publisher.DisposeAsync();
        await host.SayAsync(End);
        await Task.WhenAll(readers);
        read.ShouldAllBe(count => count == publisher.Published);
        publisher.Published.ShouldBeGreaterThan(0);

        FanoutHub hub = host.Hub();
        await Eventually.HoldsAsync(() => hub.SessionCount == Places);

        // As many places as are left are given again, and not one more.
        for (int i = 0; i < 5; i++) await streams[i].DisposeAsync();
        await Eventually.HoldsAsync(() => hub.SessionCount == Places - 5);
        SseStream[] others = await OpenAsync(host, 5);
        using (HttpResponseMessage refused = await host.Client.GetAsync("/events?channel=room:a"))
            await refused.ShouldBeProblemAsync(503, ErrorCode.TooManyConnections);
        foreach (SseStream stream in streams.Concat(others)) await stream.DisposeAsync();
        await host.ShouldHoldNothingAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connects_GivenUpAtAnyMoment_LeaveNothingBehind(bool tuned)
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned, settings => settings.PubSub.Add(o => o.Fanout.MaxSessions = Places));
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(i => Task.Run(async () =>
        {
            for (int connect = 0; connect < ConnectsOfAWorker; connect++) await GiveUpAsync(host, connect, $"channel=room:{i}-{connect % 7}&channel=room:{connect % 3}");
        })));

        await host.ShouldServeAsync();
        foreach (SseStream stream in await OpenAsync(host, Places)) await stream.DisposeAsync();
    }

    private static async Task FloodAsync(ProbeHost host, int worker)
    {
        for (int connect = 0; connect < ConnectsOfAWorker; connect++)
        {
            if (connect % 3 == 0)
            {
                await GiveUpAsync(host, connect, "channel=room:a");
                continue;
            }

            await using RawConnection refused = await host.Host.ConnectAsync();
            await refused.SendAsync(HostileHost.Get(connect % 2 == 0 ? "channel=room:a" : $"channel=room:{worker}"));
            RawResponse answer = await refused.ReadResponseAsync();
            answer.ShouldBeProblem(503, ErrorCode.TooManyConnections);
            int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
            // The connection itself is as good as before.
            await refused.SendAsync(HostileHost.Post("refused"));
            HostileHost.ShouldAnswer((await refused.ReadResponseAsync()).Body, "refused");
        }
    }

    // Before a byte, within the request line, within the headers, after the request, and when the answer begins.
    private static async Task GiveUpAsync(ProbeHost host, int moment, string query)
    {
        string request = HostileHost.Get(query);
        RawConnection peer = await host.Host.ConnectAsync();
        int sent = (moment % 5) switch { 0 => 0, 1 => 9, 2 => request.Length - 3, _ => request.Length };
        if (sent > 0) await peer.SendAsync(request[..sent]);
        if (moment % 5 == 4) await peer.ReceiveAsync();
        if (moment % 2 == 0) await peer.DisposeAsync();
        else peer.Reset();
    }

    private static async Task<SseStream[]> OpenAsync(ProbeHost host, int count)
    {
        var streams = new SseStream[count];
        for (int i = 0; i < count; i++)
        {
            streams[i] = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=room:a");
            await streams[i].NextControlAsync("pubsub:ready");
        }

        return streams;
    }

    private static async Task ShouldGetEverythingAsync(SseStream stream, int[] read, int reader)
    {
        while (true)
        {
            string text = (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("text").GetString()!;
            if (text == End) return;
            text.ShouldBe(read[reader].ToString(CultureInfo.InvariantCulture));
            Volatile.Write(ref read[reader], read[reader] + 1);
        }
    }
}
