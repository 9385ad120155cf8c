using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PubSub.Redis.Tests.Connecting;

/// <summary>An address that follows a primary, as a virtual one or a name does: new connections reach the server that it stands for now, old ones stay where they are.</summary>
internal sealed class FollowingName : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="port">The port of the server that it stands for at first.</param>
    public FollowingName(int port)
    {
        Port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the server that it stands for.</summary>
    public int Port { get; set; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), Port));
        }
        finally
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient accepted, int port)
    {
        using TcpClient client = accepted;
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), _stop.Token),
                server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Closed by one of its ends, or by the test's.
        }
    }
}
