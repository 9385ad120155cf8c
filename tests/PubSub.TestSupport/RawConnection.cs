using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSub.TestSupport;

/// <summary>
/// One TCP connection: for requests that no HTTP client would send, and answers to be read byte by byte. Answers are read strictly: a byte that belongs
/// to none fails the read.
/// </summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects.</summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="receiveBuffer">What the operating system takes for a peer that does not read; its own choice by default.</param>
    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint, int? receiveBuffer = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
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
        if (_start == _end) await FillAsync();
        byte[] arrived = _buffer[_start.._end];
        _start = _end;
        return arrived;
    }

    /// <summary>Reads a single byte off the connection, and nothing ahead of it; -1 at its end.</summary>
    public async Task<int> ReceiveByteAsync()
    {
        if (_start < _end) return _buffer[_start++];
        using var limit = new CancellationTokenSource(TestHost.Patience);
        byte[] one = new byte[1];
        return await _stream.ReadAsync(one, limit.Token) == 0 ? -1 : one[0];
    }

    /// <summary>Reads one answer, with its body where it has a length, is chunked, or lasts to the end of the connection.</summary>
    /// <param name="hasBody">False for the answer to HEAD.</param>
    public async Task<RawResponse> ReadResponseAsync(bool hasBody = true)
    {
        RawResponse head = await ReadHeadAsync();
        if (!hasBody || head.Status is 204 or 304) return head;
        if (head.Headers.TryGetValue("Content-Length", out string? length))
            return head with { Body = await ReadCountAsync(int.Parse(length, CultureInfo.InvariantCulture)) };
        return head with { Body = head.Headers.ContainsKey("Transfer-Encoding") ? await ReadChunksAsync() : await ReadToEndAsync() };
    }

    /// <summary>Reads an answer up to its body.</summary>
    public async Task<RawResponse> ReadHeadAsync()
    {
        string[] head = (await ReadThroughAsync("\r\n\r\n")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (!head[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) throw new InvalidDataException($"An answer begins with: {head[0]}");
        int status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in head.Skip(1)) headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        return new RawResponse(status, headers, "");
    }

    /// <summary>Reads the next chunk of a chunked body; empty for the last.</summary>
    public async Task<string> ReadChunkAsync()
    {
        int size = int.Parse((await ReadThroughAsync("\r\n")).AsSpan()[..^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        string chunk = await ReadCountAsync(size);
        string end = await ReadCountAsync(2);
        return end == "\r\n" ? chunk : throw new InvalidDataException($"A chunk is followed by: {end}");
    }

    /// <summary>Reads the rest of a chunked body.</summary>
    public async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            string chunk = await ReadChunkAsync();
            if (chunk.Length == 0) return body.ToString();
            body.Append(chunk);
        }
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

    /// <summary>Reads everything up to the end of the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(_end - _start);
    }

    private async Task<string> ReadCountAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync()) throw new EndOfStreamException($"The connection ended {count - (_end - _start)} bytes early.");
        }

        return Take(count);
    }

    private async Task<string> ReadThroughAsync(string end)
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start.._end).IndexOf(Encoding.Latin1.GetBytes(end));
            if (at >= 0) return Take(at + end.Length);
            if (!await FillAsync()) throw new EndOfStreamException("The connection ended within an answer.");
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        using var limit = new CancellationTokenSource(TestHost.Patience);
        int read = await _stream.ReadAsync(_buffer.AsMemory(_end), limit.Token);
        _end += read;
        return read > 0;
    }

    private string Take(int count)
    {
        string text = Encoding.UTF8.GetString(_buffer, _start, count);
        _start += count;
        return text;
    }
}
