using Microsoft.Extensions.DependencyInjection;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Readers that take what they are given, and little of it: they choose how fast they are, and must not choose it for the channel's publishers.</summary>
[Collection(HostileCollection.Name)]
public sealed class HeldPublisherTests
{
    private const int BytesASecond = 64 * 1024;
    private const int EventBytes = 200;
    private const int Window = 10_000;
    private const int Healthy = 10;

    // The server's clock stands still: whoever takes a little counts as one who takes what it is given, and a pause would not end.
    [Fact]
    public async Task Publisher_OneOfElevenReadersAlwaysTakesALittle_IsNotHeld()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true, settings =>
        {
            settings.Services.Add(services => services.AddSingleton<TimeProvider>(new ManualTimeProvider()));
            settings.PubSub.Add(o => o.Fanout.FlushTick = TimeSpan.Zero);
            settings.PubSub.Add(o => o.Fanout.WindowEvents = Window);
        });
        // They are at the log's end always, and cost little.
        var healthy = new List<RawConnection>();
        for (int i = 0; i < Healthy; i++) healthy.Add(await host.OpenRawAsync("channel=short&where=payload.number:-1"));
        await using RawConnection slow = await host.OpenRawAsync("channel=short", receiveBuffer: 4096);
        using var stop = new CancellationTokenSource();
        Task reading = Task.Run(() => TakeLittleAsync(slow, stop.Token));
        await PublishAsync(host, 2 * Window).WaitAsync(Eventually.Limit);

        await stop.CancelAsync();
        // What the reader takes, should it be waiting.
        await host.NoteAsync(0);
        await reading.WaitAsync(Eventually.Limit);
        foreach (RawConnection reader in healthy) await reader.DisposeAsync();
    }

    private static async Task PublishAsync(ProbeHost host, int events)
    {
        for (int i = 0; i < events; i++)
        {
            await host.NoteAsync(i, EventBytes);
            await Task.Yield();
        }
    }

    private static async Task TakeLittleAsync(RawConnection peer, CancellationToken cancellationToken)
    {
        const int Parts = 5;
        using var part = new PeriodicTimer(TimeSpan.FromSeconds(1) / Parts);
        while (!cancellationToken.IsCancellationRequested)
        {
            for (int left = BytesASecond / Parts; left > 0 && !cancellationToken.IsCancellationRequested;) left -= (await peer.ReceiveAsync()).Length;
            await part.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
