using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSub.Redis.Tests.Starting;

/// <summary>Answers to single words of what it is sent, as a server would that this machine does not have.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">What to answer to a line, or null for nothing.</param>
    public ScriptedServer(Func<string, string?> answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<string, string?> answer)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
        NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (answer(line) is { } text) await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
        }
    }
}
