using System.Net;
using System.Net.Sockets;

namespace PubSub.Redis.Tests.Connecting;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
/// <param name="client">The side that connected.</param>
internal sealed class ProxiedConnection(TcpClient client) : IDisposable
{
    private readonly TcpClient _server = new() { NoDelay = true };
    private volatile TaskCompletionSource? _release;

    public void Hang() => _release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _release?.TrySetResult();

    public void Cut() => client.Client.Close(timeout: 0);

    public async Task ServeAsync(int port, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            await Task.WhenAny(PassAsync(client, _server, cancellationToken), PassAsync(_server, client, cancellationToken));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed by one of its ends, or by the test's.
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task PassAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (_release is { } release) await release.Task.WaitAsync(cancellationToken);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
