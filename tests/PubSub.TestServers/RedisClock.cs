using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PubSub.TestServers;

/// <summary>Reads a server's clock over a connection of its own, so that waiting for it costs no process.</summary>
internal sealed class RedisClock : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RedisClock(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream());
    }

    public static async Task<RedisClock> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address, cancellationToken);
        return new RedisClock(client);
    }

    public async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        await _client.GetStream().WriteAsync("TIME\r\n"u8.ToArray(), cancellationToken);
        // An array of two strings: its length, then each one's length and text.
        string[] lines = new string[5];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
            if (lines[i].StartsWith('-')) throw new InvalidOperationException($"TIME: {lines[i]}");
        }

        long seconds = long.Parse(lines[2], CultureInfo.InvariantCulture), micros = long.Parse(lines[4], CultureInfo.InvariantCulture);
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(micros);
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
