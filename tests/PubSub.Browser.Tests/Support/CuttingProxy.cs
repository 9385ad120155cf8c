using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSub.Browser.Tests.Support;

/// <summary>
/// A TCP proxy before a server: it passes bytes on until it is told to cut all connections, and then treats new ones as it is told.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const string Unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile ProxyMode _mode = ProxyMode.Forward;
    private TaskCompletionSource _turnedAway = NewSignal();

    public CuttingProxy(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Resets every open connection, and treats new ones like this from now on.</summary>
    public void Cut(ProxyMode then)
    {
        _turnedAway = NewSignal();
        _mode = then;
        foreach (TcpClient connection in _connections.Keys)
        {
            Reset(connection);
            Cuts++;
        }
    }

    /// <summary>Passes everything on again.</summary>
    public void Heal() => _mode = ProxyMode.Forward;

    /// <summary>Waits until a client came after the cut and was turned away.</summary>
    public Task TurnedAwayAsync() => _turnedAway.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (TcpClient connection in _connections.Keys) connection.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient ownedClient = client;
        try
        {
            if (_mode != ProxyMode.Forward)
            {
                await TurnAwayAsync(client);
                return;
            }

            using var upstream = new TcpClient();
            await upstream.ConnectAsync(_target, _stop.Token);
            _connections[client] = true;
            // A connection that was accepted just before a cut must not outlive it.
            if (_mode != ProxyMode.Forward) Reset(client);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(upstream.GetStream(), _stop.Token),
                upstream.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or closed by one of its ends.
        }
        finally
        {
            _connections.TryRemove(client, out _);
        }
    }

    private async Task TurnAwayAsync(TcpClient client)
    {
        if (_mode == ProxyMode.AnswerUnavailable)
        {
            // An answer before the request would be a broken connection to the browser, not a refusal.
            await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _stop.Token);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Unavailable), _stop.Token);
        }
        else
        {
            Reset(client);
        }

        _turnedAway.TrySetResult();
    }

    private static void Reset(TcpClient connection)
    {
        try
        {
            connection.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was closed already.
        }

        connection.Close();
    }
}
