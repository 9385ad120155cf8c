using Microsoft.Extensions.Hosting;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;

namespace PubSub.Core.Hosting;

/// <summary>Starts the presence store. What it holds outlives the host; leases end what is left there.</summary>
internal sealed class PresenceStartup(PresenceFeed presence, FanoutHub hub, PubSubOptions options, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        BoundedStart.RunAsync($"The presence store '{presence.Name}'", cancel => presence.StartAsync(hub, cancel), options, time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
