using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Presence;

/// <summary>
/// A tab of a user, written from the page of the protocol alone: it joins one room and keeps the list of its members by what it is told. What cannot be is noted: a
/// member that joins who is there, or leaves who is not.
/// </summary>
internal sealed class PresenceTab : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _members = [];
    private readonly List<string> _impossible = [];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    private PresenceTab(Uri server, string user, string room)
    {
        Server = server;
        User = user;
        Room = room;
    }

    /// <summary>The node that it is connected to.</summary>
    public Uri Server { get; }

    public string User { get; }

    public string Room { get; }

    /// <summary>What it was told that cannot be.</summary>
    public IReadOnlyList<string> Impossible
    {
        get
        {
            lock (_lock) return [.. _impossible];
        }
    }

    /// <summary>How often a member has left, as it was told.</summary>
    public int Departures { get; private set; }

    /// <summary>Opens a tab of a node of these tests, where a user's name is its token.</summary>
    public static Task<PresenceTab> OpenAsync(NodeProcess node, string user, string room) => OpenAsync(node.BaseAddress, user, user, room);

    /// <summary>Opens a tab that brings a bearer token, and returns when it is in the room.</summary>
    public static async Task<PresenceTab> OpenAsync(Uri server, string token, string user, string room)
    {
        var tab = new PresenceTab(server, user, room);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        tab._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await tab._socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws"), limit.Token);
        tab._reading = tab.ReadAsync();
        byte[] join = JsonSerializer.SerializeToUtf8Bytes(new { type = "join", requestId = "j", channel = room, userInfo = new { name = user } });
        await tab._socket.SendAsync(join, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        await tab._joined.Task.WaitAsync(limit.Token);
        return tab;
    }

    public bool Lists(IReadOnlySet<string> members)
    {
        lock (_lock) return _members.SetEquals(members);
    }

    public string Describe()
    {
        lock (_lock) return string.Join(' ', _members.Order(StringComparer.Ordinal));
    }

    /// <summary>Leaves as a page does that is closed.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        await _reading.WaitAsync(limit.Token);
    }

    /// <summary>Goes without a word, as a process does that is killed.</summary>
    public async Task CutAsync()
    {
        _socket.Abort();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult read = await _socket.ReceiveAsync(message.GetMemory(16 * 1024), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close) break;
                message.Advance(read.Count);
                if (!read.EndOfMessage) continue;
                Take(JsonElement.Parse(message.WrittenSpan));
                message.ResetWrittenCount();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The node or the tab is gone.
        }

        _joined.TrySetException(new InvalidOperationException($"{User} was not let into {Room}."));
    }

    private void Take(JsonElement message)
    {
        lock (_lock)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "channel:joined":
                    _members.Clear();
                    foreach (JsonElement member in message.GetProperty("members").EnumerateArray()) _members.Add(IdOf(member));
                    _joined.TrySetResult();
                    break;
                case "presence:member_joined":
                    string joined = IdOf(message.GetProperty("member"));
                    if (!_members.Add(joined)) _impossible.Add($"{joined} joined and was there ({User} in {Room} at {Server})");
                    break;
                case "presence:member_left":
                    string left = IdOf(message.GetProperty("member"));
                    Departures++;
                    if (!_members.Remove(left)) _impossible.Add($"{left} left and was not there ({User} in {Room} at {Server})");
                    break;
                case "error":
                    _joined.TrySetException(new InvalidOperationException(message.GetRawText()));
                    break;
            }
        }
    }

    private static string IdOf(JsonElement member) => member.GetProperty("id").GetString()!;
}
