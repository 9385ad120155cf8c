using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSub.TestSupport;

/// <summary>One TCP connection: for requests that no HTTP client would send, and answers to be read byte by byte.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly List<byte> _pending = [];

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new RawConnection(socket);
    }

    /// <summary>Sends text as Latin-1, so that each character is one byte.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        await _stream.WriteAsync(bytes, limit.Token);
    }

    /// <summary>Says that nothing more will be sent; answers can still be read.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Reads whatever arrives next; empty at the end of the stream.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        if (_pending.Count > 0)
        {
            byte[] waiting = [.. _pending];
            _pending.Clear();
            return waiting;
        }

        using var limit = new CancellationTokenSource(TestHost.Patience);
        byte[] buffer = new byte[16 * 1024];
        int read = await _stream.ReadAsync(buffer, limit.Token);
        return buffer[..read];
    }

    /// <summary>Reads one answer, with its body where it has a length, is chunked, or lasts to the end of the connection.</summary>
    /// <param name="hasBody">False for the answer to HEAD.</param>
    public async Task<RawResponse> ReadResponseAsync(bool hasBody = true)
    {
        string[] head = (await ReadThroughAsync("\r\n\r\n")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        int status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in head.Skip(1)) headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        if (!hasBody || status is 204 or 304) return new RawResponse(status, headers, "");
        if (headers.TryGetValue("Content-Length", out string? length))
            return new RawResponse(status, headers, await ReadCountAsync(int.Parse(length, CultureInfo.InvariantCulture)));
        return new RawResponse(status, headers, headers.ContainsKey("Transfer-Encoding") ? await ReadChunksAsync() : await ReadToEndAsync());
    }

    /// <summary>True where the peer closes the connection, orderly or not.</summary>
    public async Task<bool> IsClosedByPeerAsync()
    {
        try
        {
            return (await ReceiveAsync()).Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            int size = int.Parse((await ReadThroughAsync("\r\n")).TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadCountAsync(size));
            await ReadThroughAsync("\r\n");
            if (size == 0) return body.ToString();
        }
    }

    private async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(_pending.Count);
    }

    private async Task<string> ReadCountAsync(int count)
    {
        while (_pending.Count < count)
        {
            if (!await FillAsync()) throw new EndOfStreamException($"The connection ended {count - _pending.Count} bytes early.");
        }

        return Take(count);
    }

    private async Task<string> ReadThroughAsync(string end)
    {
        while (true)
        {
            int at = Encoding.Latin1.GetString([.. _pending]).IndexOf(end, StringComparison.Ordinal);
            if (at >= 0) return Take(at + end.Length);
            if (!await FillAsync()) throw new EndOfStreamException("The connection ended within an answer.");
        }
    }

    private async Task<bool> FillAsync()
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        byte[] buffer = new byte[16 * 1024];
        int read = await _stream.ReadAsync(buffer, limit.Token);
        _pending.AddRange(buffer.AsSpan(0, read));
        return read > 0;
    }

    private string Take(int count)
    {
        string text = Encoding.UTF8.GetString([.. _pending.Take(count)]);
        _pending.RemoveRange(0, count);
        return text;
    }
}
