using System.Collections.Concurrent;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Peers that go away without a word, while the server writes to them.</summary>
[Collection(HostileCollection.Name)]
public sealed class VanishedPeerTests
{
    private const int Workers = 8;
    private const int PeersOfAWorker = 60;
    private const int EventBytes = 1000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_WithinWrites_LeavesNoSessionAndNoUnobservedError(bool tuned)
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await using ProbeHost host = await HostileHost.StartAsync(tuned);
            await using (new BusyPublisher(i => host.NoteAsync(i, EventBytes)))
                await Task.WhenAll(Enumerable.Range(0, Workers).Select(i => Task.Run(() => VanishAsync(host, i))));
            await host.ShouldServeAsync();
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= Note;
        }

        unobserved.ShouldBeEmpty();
    }

    // The server has stopped reading from this peer when it goes, so that only a write can tell.
    [Fact]
    public async Task Reset_BehindARequestThatNobodyReads_IsNoticedByAWrite()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true);
        RawConnection peer = await host.OpenRawAsync("channel=short");
        Task flood = peer.SendAsync(new byte[8 << 20]);
        await host.NoteAsync(1);
        (await peer.ReadChunkAsync()).ShouldContain("\"number\":1");
        peer.Reset();
        await Should.ThrowAsync<Exception>(flood);

        await using (new BusyPublisher(i => host.NoteAsync(i, EventBytes))) await Eventually.HoldsAsync(() => host.Hub().SessionCount == 0);
        await host.ShouldHoldNothingAsync();
    }

    // Nobody publishes, so that only a keep-alive can tell. A peer that is silent for good, whose kernel answers nothing, cannot be had on the loopback
    // device without privileges; what the server's own kernel says of one when it gives up retransmitting is an error of the connection, as this is.
    [Fact]
    public async Task Reset_QuietChannelBehindARequestThatNobodyReads_IsNoticedByAKeepAlive()
    {
        await using ProbeHost host = await HostileHost.StartAsync(
            tuned: true, settings => settings.PubSub.Add(options => options.Fanout.KeepAlive = TimeSpan.FromMilliseconds(200)));
        RawConnection peer = await host.OpenRawAsync("channel=short");
        Task flood = peer.SendAsync(new byte[8 << 20]);
        (await peer.ReadChunkAsync()).ShouldBe(":keepalive\n\n");
        peer.Reset();
        await Should.ThrowAsync<Exception>(flood);

        await host.ShouldHoldNothingAsync();
    }

    [Fact]
    public async Task EndOfSending_AfterTheRequest_EndsTheStream()
    {
        await using ProbeHost host = await HostileHost.StartAsync(tuned: true);
        await using RawConnection peer = await host.OpenRawAsync("channel=short");
        peer.CloseSending();

        await host.ShouldHoldNothingAsync();
    }

    private static async Task VanishAsync(ProbeHost host, int number)
    {
        var random = new Random(number);
        for (int i = 0; i < PeersOfAWorker; i++)
        {
            RawConnection peer = await host.OpenRawAsync("channel=short", receiveBuffer: 4096);
            for (int chunks = random.Next(4); chunks > 0; chunks--) (await peer.ReadChunkAsync()).ShouldNotBeEmpty();
            if (random.Next(4) == 0) await peer.SendAsync(HostileHost.Post("behind"));
            if (random.Next(4) == 0) peer.CloseSending();
            if (random.Next(8) == 0) await peer.DisposeAsync();
            else peer.Reset();
        }
    }
}
