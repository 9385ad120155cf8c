using System.Diagnostics;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Readers that take what they are given, and little of it: they choose how fast they are, and must not choose it for the channel's publishers.</summary>
[Collection(HostileCollection.Name)]
public sealed class HeldPublisherTests
{
    private const int BytesASecond = 64 * 1024;
    private const int EventBytes = 200;
    private const int Seconds = 3;
    private const int Healthy = 10;

    [Fact]
    public async Task Publisher_OneOfElevenReadersAlwaysTakesALittle_IsNotHeld()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true);
        // They are at the log's end always, and cost little.
        var healthy = new List<RawConnection>();
        for (int i = 0; i < Healthy; i++) healthy.Add(await host.OpenRawAsync("channel=short&where=payload.number:-1"));
        await using RawConnection slow = await host.OpenRawAsync("channel=short", receiveBuffer: 4096);
        using var stop = new CancellationTokenSource();
        Task reading = Task.Run(() => TakeLittleAsync(slow, stop.Token));
        long started = Stopwatch.GetTimestamp();
        int published = 0;
        for (; Stopwatch.GetElapsedTime(started).TotalSeconds < Seconds; published++)
        {
            await host.NoteAsync(published, EventBytes);
            await Task.Yield();
        }

        await stop.CancelAsync();
        await reading;
        foreach (RawConnection reader in healthy) await reader.DisposeAsync();
        // Without the reader it is hundreds of thousands.
        (published / Seconds).ShouldBeGreaterThan(10_000);
    }

    private static async Task TakeLittleAsync(RawConnection peer, CancellationToken cancellationToken)
    {
        const int Parts = 5;
        using var part = new PeriodicTimer(TimeSpan.FromSeconds(1) / Parts);
        while (!cancellationToken.IsCancellationRequested)
        {
            for (int left = BytesASecond / Parts; left > 0;) left -= (await peer.ReceiveAsync()).Length;
            await part.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
