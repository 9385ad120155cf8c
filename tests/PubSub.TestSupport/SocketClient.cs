using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace PubSub.TestSupport;

/// <summary>A client over a WebSocket that says JSON and is answered JSON.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    private readonly byte[] _buffer = new byte[64 * 1024];

    private SocketClient()
    {
    }

    /// <summary>The code of the frame that ended the connection; null while it lasts.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="path">The path, and a query where there is one.</param>
    /// <param name="headers">Headers of the handshake.</param>
    public static Task<SocketClient> ConnectAsync(Uri server, string path = "/ws", params (string Name, string Value)[] headers) =>
        ConnectAsync(server, path, HttpVersion.Version11, headers);

    /// <summary>The same by another version of HTTP.</summary>
    public static async Task<SocketClient> ConnectAsync(Uri server, string path, Version version, params (string Name, string Value)[] headers)
    {
        var client = new SocketClient();
        client._socket.Options.HttpVersion = version;
        client._socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        client._socket.Options.CollectHttpResponseDetails = true;
        foreach ((string name, string value) in headers) client._socket.Options.SetRequestHeader(name, value);
        using var limit = new CancellationTokenSource(TestHost.Patience);
        var address = new UriBuilder(new Uri(server, path)) { Scheme = "ws" };
        try
        {
            await client._socket.ConnectAsync(address.Uri, client._http, limit.Token);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }

        return client;
    }

    /// <summary>Sends a message, as it is.</summary>
    public async Task SendAsync(string json)
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    /// <summary>Sends bytes as a message of bytes.</summary>
    public async Task SendBytesAsync(byte[] bytes)
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        await _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
    }

    /// <summary>Sends a message and reads the next one.</summary>
    public async Task<JsonElement> AskAsync(string json)
    {
        await SendAsync(json);
        return await ReceiveAsync();
    }

    /// <summary>Reads the next message.</summary>
    public async Task<JsonElement> ReceiveAsync() =>
        await TryReceiveAsync() ?? throw new EndOfStreamException($"The server has closed the connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");

    /// <summary>Reads on until a message of a type comes.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        while (true)
        {
            JsonElement message = await ReceiveAsync();
            if (message.GetProperty("type").GetString() == type) return message;
        }
    }

    /// <summary>Reads the next message; null where the server has closed the connection instead.</summary>
    public async Task<JsonElement?> TryReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        using var message = new MemoryStream();
        while (true)
        {
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            message.Write(_buffer, 0, received.Count);
            if (received.EndOfMessage) return JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length));
        }
    }

    /// <summary>Reads everything that comes, and answers the code with which the server closes the connection.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        while (await TryReceiveAsync() is not null)
        {
        }

        return CloseCode!.Value;
    }

    /// <summary>Says goodbye, and waits until the server has.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(TestHost.Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    /// <summary>Breaks the connection.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
