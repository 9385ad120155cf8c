using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PubSub.TestSupport;

/// <summary>
/// An event stream, read byte by byte over a connection of its own: nothing is filtered out, repeated ids included. A block that was cut off before
/// its blank line is no frame, as for a browser.
/// </summary>
public sealed class SseStream : IAsyncDisposable
{
    private const int MostRaw = 256 * 1024;

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly Queue<SseFrame> _frames = new();

    private SseStream(HttpClient client, HttpResponseMessage response, Stream body)
    {
        _client = client;
        _response = response;
        _body = body;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>What a browser would send when it reconnects; null where no id has come.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>The first that came, as text: enough to see how a stream begins.</summary>
    public StringBuilder Raw { get; } = new();

    /// <summary>Opens a stream.</summary>
    /// <exception cref="StreamRefusedException">The answer was not 200.</exception>
    public static async Task<SseStream> OpenAsync(Uri baseAddress, string pathAndQuery, string? lastEventId = null, Action<HttpRequestHeaders>? headers = null)
    {
        // Disposing cuts: by default the client would read on for a while, in the hope that the answer ends.
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = baseAddress, Timeout = TestHost.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        headers?.Invoke(request.Headers);
        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            using (client)
            using (response)
                throw new StreamRefusedException(response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        return new SseStream(client, response, await response.Content.ReadAsStreamAsync()) { LastEventId = lastEventId };
    }

    /// <summary>The next block of any kind; null at the end of the stream, orderly or not.</summary>
    public async Task<SseFrame?> NextAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_frames.TryDequeue(out SseFrame? frame))
            {
                if (frame.Id is not null) LastEventId = frame.Id;
                return frame;
            }

            if (!await FillAsync(cancellationToken)) return null;
        }
    }

    /// <summary>The next block that carries data.</summary>
    /// <exception cref="InvalidOperationException">The stream ended, or the wait took too long.</exception>
    public async Task<SseFrame> NextDataAsync()
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        while (true)
        {
            SseFrame frame = await NextAsync(limit.Token) ?? throw new InvalidOperationException($"The stream ended. It began with:\n{Raw}");
            if (frame.Data is not null) return frame;
        }
    }

    /// <summary>The next block that is an event of a channel; any <c>pubsub:</c> event before it fails the test.</summary>
    public async Task<SseFrame> NextEventAsync()
    {
        SseFrame frame = await NextDataAsync();
        return frame.IsEvent ? frame : throw new InvalidOperationException($"Expected an event, got {frame}.");
    }

    /// <summary>The next block that is a given <c>pubsub:</c> event.</summary>
    public async Task<SseFrame> NextControlAsync(string name)
    {
        SseFrame frame = await NextDataAsync();
        return frame.Event == name ? frame : throw new InvalidOperationException($"Expected {name}, got {frame}.");
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await _body.ReadAsync(_buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            return false;
        }

        if (read == 0) return false;
        char[] chars = new char[_decoder.GetCharCount(_buffer, 0, read, flush: false)];
        _decoder.GetChars(_buffer, 0, read, chars, 0, flush: false);
        _text.Append(chars);
        if (Raw.Length < MostRaw) Raw.Append(chars);
        string text = _text.ToString();
        int start = 0;
        for (int end = text.IndexOf("\n\n", start, StringComparison.Ordinal); end >= 0; end = text.IndexOf("\n\n", start, StringComparison.Ordinal))
        {
            _frames.Enqueue(Parse(text[start..end]));
            start = end + 2;
        }

        _text.Remove(0, start);
        return true;
    }

    private static SseFrame Parse(string block)
    {
        string? id = null, name = null, data = null, comment = null;
        foreach (string line in block.Split('\n'))
        {
            if (line.StartsWith(':')) comment = line[1..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = data is null ? line[6..] : data + "\n" + line[6..];
            else if (!line.StartsWith("retry: ", StringComparison.Ordinal)) throw new InvalidOperationException($"The stream carried a line that is none of its own: {line}");
        }

        return new SseFrame(id, name, data, comment);
    }
}
