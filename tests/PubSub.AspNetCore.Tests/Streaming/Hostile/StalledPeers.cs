using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Peers that have opened a stream and never read it, and peers that read one byte of it a second.</summary>
internal sealed class StalledPeers : IAsyncDisposable
{
    private const int ReceiveBuffer = 4096;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<RawConnection> _peers = [];
    private Task _drips = Task.CompletedTask;

    public static async Task<StalledPeers> OpenAsync(ProbeHost host, int deaf, int dripping)
    {
        var peers = new StalledPeers();
        for (int i = 0; i < deaf + dripping; i++) peers._peers.Add(await host.OpenRawAsync("channel=short", ReceiveBuffer));
        RawConnection[] slow = [.. peers._peers.Skip(deaf)];
        peers._drips = Task.Run(() => peers.DripAsync(slow));
        return peers;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drips;
        foreach (RawConnection peer in _peers) await peer.DisposeAsync();
        _stop.Dispose();
    }

    private async Task DripAsync(RawConnection[] peers)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await second.WaitForNextTickAsync(_stop.Token))
            {
                foreach (RawConnection peer in peers) await peer.ReceiveByteAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over, or the server has cut them.
        }
    }
}
