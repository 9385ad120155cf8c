using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PubSub.Redis.Tests.Connecting;

/// <summary>
/// Stands before a server, as a virtual address or a load balancer does: new connections reach the server that it stands for now, old ones stay where they are,
/// and those may be left hanging or be cut.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _accepted;

    /// <param name="port">The port of the server that it stands for at first.</param>
    public TcpProxy(int port)
    {
        Port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the server that it stands for.</summary>
    public int Port { get; set; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Whether new connections hang as well.</summary>
    public bool NewHang { get; set; }

    /// <summary>How many connections were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Passes on nothing of what comes over the connections that are open, and leaves them open.</summary>
    public void Hang()
    {
        foreach (ProxiedConnection connection in _open.Keys) connection.Hang();
    }

    /// <summary>Passes on what has come meanwhile, and what comes.</summary>
    public void Release()
    {
        NewHang = false;
        foreach (ProxiedConnection connection in _open.Keys) connection.Release();
    }

    /// <summary>Resets the connections that are open.</summary>
    public void Cut()
    {
        foreach (ProxiedConnection connection in _open.Keys) connection.Cut();
    }

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

    private async Task ServeAsync(TcpClient client, int port)
    {
        using var connection = new ProxiedConnection(client);
        if (NewHang) connection.Hang();
        _open[connection] = true;
        Interlocked.Increment(ref _accepted);
        await connection.ServeAsync(port, _stop.Token);
        _open.TryRemove(connection, out _);
    }
}
