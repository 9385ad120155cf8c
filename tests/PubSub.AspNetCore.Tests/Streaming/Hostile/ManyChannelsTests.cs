using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Streams of as many channels as one may have, whose frames each carry a position in all of them.</summary>
[Collection(HostileCollection.Name)]
public sealed class ManyChannelsTests
{
    private const int Peers = 40;
    private const int Channels = 64;
    private const int Most = 200 * 1024;

    [Fact]
    public async Task Stalled_StreamsOfManyChannels_HoldNoMoreThanABatchEach()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true);
        string query = "channel=short&" + string.Join('&', Enumerable.Range(1, Channels - 1).Select(i => $"channel=room:{i}"));
        var peers = new List<RawConnection>();
        for (int i = 0; i < Peers; i++) peers.Add(await host.OpenRawAsync(query, receiveBuffer: 4096));
        for (int i = 0; i < 100; i++) await host.NoteAsync(i);
        long before = GC.GetTotalMemory(forceFullCollection: true) - host.Hub().WindowBytes;

        for (int i = 0; i < 8000; i++) await host.NoteAsync(i);

        long grown = GC.GetTotalMemory(forceFullCollection: true) - host.Hub().WindowBytes - before;
        (grown / Peers).ShouldBeLessThan(Most);
        foreach (RawConnection peer in peers) await peer.DisposeAsync();
        await host.ShouldHoldNothingAsync();
    }
}
