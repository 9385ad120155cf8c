using Microsoft.AspNetCore.SignalR;

namespace PubSub.Benchmarks.SignalR;

/// <summary>Clients join a channel's group and then get its events.</summary>
internal sealed class EventHub : Hub
{
    /// <summary>From the answer on, the caller gets every event of the channel.</summary>
    public Task Join(string channel) => Groups.AddToGroupAsync(Context.ConnectionId, channel);
}
