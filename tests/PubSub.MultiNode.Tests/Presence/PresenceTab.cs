using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Presence;

/// <summary>
/// A tab of a user, written from the page of the protocol alone: it is in one room, and asks again for what could not be done. Its steps are taken one at a time.
/// </summary>
internal sealed class PresenceTab : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly PresenceList _list;
    private Task _reading = Task.CompletedTask;
    private int _requests;

    private PresenceTab(Uri server, string user, string room)
    {
        Server = server;
        User = user;
        Room = room;
        _list = new PresenceList($"{user} in {room} at {server}", user);
    }

    /// <summary>The node that it is connected to.</summary>
    public Uri Server { get; }

    public string User { get; }

    public string Room { get; }

    /// <summary>What it was told that cannot be.</summary>
    public IReadOnlyList<string> Impossible => _list.Impossible;

    /// <summary>How often a member has left, as it was told.</summary>
    public int Departures => _list.Departures.Count;

    /// <summary>Opens a tab of a node of these tests, where a user's name is its token.</summary>
    public static Task<PresenceTab> OpenAsync(NodeProcess node, string user, string room, int told = 0) => OpenAsync(node.BaseAddress, user, user, room, told);

    /// <summary>Opens a tab that brings a bearer token, and returns when it is in the room.</summary>
    public static async Task<PresenceTab> OpenAsync(Uri server, string token, string user, string room, int told = 0)
    {
        var tab = new PresenceTab(server, user, room);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        tab._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        try
        {
            await tab._socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws"), limit.Token);
            tab._reading = tab.ReadAsync();
            await tab.JoinAsync(told);
            return tab;
        }
        catch
        {
            await tab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether its list has these members, each with what it told last.</summary>
    public bool Lists(IReadOnlyDictionary<string, int> members) => _list.Is(members);

    /// <summary>Whether its list has these members, whatever they tell.</summary>
    public bool Lists(IReadOnlySet<string> members) => _list.Has(members);

    public string Describe() => _list.ToString();

    /// <summary>When a member left, as it was told; null where it was not.</summary>
    public DateTimeOffset? LeftAt(string user) => _list.Departures.FirstOrDefault(each => each.User == user).At;

    /// <summary>Joins the room, or joins it again.</summary>
    public Task JoinAsync(int told) => InsistAsync("channel:joined", id => new { type = "join", requestId = id, channel = Room, userInfo = new { name = User, told } });

    /// <summary>Tells the others something else.</summary>
    public Task TellAsync(int told) => InsistAsync("channel:updated", id => new { type = "channel:update", requestId = id, channel = Room, userInfo = new { told } });

    /// <summary>Leaves the room; the connection stays. Where the store does not answer, the others are told later.</summary>
    public Task LeaveAsync() => AskAsync(id => new { type = "leave", requestId = id, channel = Room });

    /// <summary>Goes as a page does that is closed.</summary>
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

    // Until it is done, as a page does.
    private async Task InsistAsync(string answer, Func<string, object> message)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while ((await AskAsync(message)).GetProperty("type").GetString() != answer) await pause.WaitForNextTickAsync(limit.Token);
    }

    private async Task<JsonElement> AskAsync(Func<string, object> message)
    {
        string id = (++_requests).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        // Who comes after the last message was read has no answer either.
        if (_reading.IsCompleted) GiveUp(answer);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message(id)), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        return await answer.Task.WaitAsync(Eventually.Limit);
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
                JsonElement told = JsonElement.Parse(message.WrittenSpan);
                message.ResetWrittenCount();
                _list.Take(told);
                if (told.TryGetProperty("requestId", out JsonElement id) && _asked.TryRemove(id.GetString()!, out TaskCompletionSource<JsonElement>? asked)) asked.SetResult(told);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The node or the tab is gone.
        }

        foreach (TaskCompletionSource<JsonElement> answer in _asked.Values) GiveUp(answer);
    }

    private void GiveUp(TaskCompletionSource<JsonElement> answer) => answer.TrySetException(new WebSocketException($"The connection of {User} to {Server} is gone."));
}
