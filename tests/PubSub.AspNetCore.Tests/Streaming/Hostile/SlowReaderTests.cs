using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Peers that take one byte a second or nothing, among healthy ones.</summary>
[Collection(HostileCollection.Name)]
public sealed class SlowReaderTests
{
    private const int Healthy = 6;
    private const int Deaf = 20;
    private const int Dripping = 10;
    private const int EventBytes = 4000;
    private const int Burst = 100;
    private const int Bursts = 30;

    // No limit of time takes part: each burst is waited for, and the window holds several of them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stalled_AmongHealthy_TheseGetEverythingAndMemoryStaysFlat(bool tuned)
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned, settings => settings.PubSub.Add(o => o.Fanout.WindowBytes = 4 * Burst * EventBytes));
        await using var stalled = await StalledPeers.OpenAsync(host, Deaf, Dripping);
        NoteReader[] healthy = await NoteReader.OpenAsync(host, Healthy);
        int published = 0;
        for (; published < 5 * Burst; published += Burst) await BurstAsync(host, healthy, published);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (; published < Bursts * Burst; published += Burst) await BurstAsync(host, healthy, published);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        // Ten megabytes were published; kept once for each stalled peer they would be hundreds.
        grown.ShouldBeLessThan(3_000_000);
        host.Hub().SessionCount.ShouldBe(Healthy + Deaf + Dripping);
        foreach (NoteReader reader in healthy) await reader.DisposeAsync();
    }

    [Fact]
    public async Task Stalled_AfterTheTimeout_AreCutAndTheirPlacesAreFree()
    {
        const int Places = 3 + 4 + 4;
        var clock = new ManualTimeProvider();
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true, settings =>
        {
            settings.Services.Add(services => services.AddSingleton<TimeProvider>(clock));
            settings.PubSub.Add(o => o.Fanout.MaxSessions = Places);
        });
        var limits = new Core.FanoutOptions();
        await using var stalled = await StalledPeers.OpenAsync(host, 4, 4);
        NoteReader[] healthy = await NoteReader.OpenAsync(host, 3);
        await BurstAsync(host, healthy, 0);
        using (HttpResponseMessage full = await host.Client.GetAsync("/events?channel=short"))
            await full.ShouldBeProblemAsync(503, ErrorCode.TooManyConnections);

        // A session writes again only when all that it wrote before was taken: after this event, nothing waits for a healthy one.
        await host.NoteAsync(Burst);
        foreach (NoteReader reader in healthy) await reader.ReadThroughAsync(Burst);
        clock.Advance(limits.StalledStreamTimeout + limits.KeepAlive);

        FanoutHub hub = host.Hub();
        await Eventually.HoldsAsync(() => hub.SessionCount == 3);
        await host.NoteAsync(Burst + 1);
        foreach (NoteReader reader in healthy) await reader.ReadThroughAsync(Burst + 1);
        NoteReader[] others = await NoteReader.OpenAsync(host, Places - 3);
        using (HttpResponseMessage full = await host.Client.GetAsync("/events?channel=short"))
            await full.ShouldBeProblemAsync(503, ErrorCode.TooManyConnections);
        foreach (NoteReader reader in healthy.Concat(others)) await reader.DisposeAsync();
        await Eventually.HoldsAsync(() => hub.SessionCount == 0);
    }

    private static async Task BurstAsync(ProbeHost host, NoteReader[] readers, int first)
    {
        for (int i = first; i < first + Burst; i++) await host.NoteAsync(i, EventBytes);
        await Task.WhenAll(readers.Select(r => r.ReadThroughAsync(first + Burst - 1)));
    }

    /// <summary>A healthy peer: it fails unless the notes come complete and in order.</summary>
    private sealed class NoteReader(SseStream stream) : IAsyncDisposable
    {
        private int _next = -1;

        public static async Task<NoteReader[]> OpenAsync(ProbeHost host, int count)
        {
            var readers = new NoteReader[count];
            for (int i = 0; i < count; i++)
            {
                SseStream stream = await SseStream.OpenAsync(host.Host.BaseAddress, "/events?channel=short");
                await stream.NextControlAsync("pubsub:ready");
                readers[i] = new NoteReader(stream);
            }

            return readers;
        }

        public async Task ReadThroughAsync(int last)
        {
            do
            {
                int number = NumberOf((await stream.NextEventAsync()).Data!);
                if (_next >= 0) number.ShouldBe(_next);
                _next = number + 1;
            }
            while (_next <= last);
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();

        private static int NumberOf(string data)
        {
            int at = data.IndexOf("\"number\":", StringComparison.Ordinal) + 9;
            return int.Parse(data.AsSpan(at, data.IndexOf(',', at) - at), CultureInfo.InvariantCulture);
        }
    }
}
