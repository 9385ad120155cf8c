using Microsoft.Extensions.Hosting;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;

namespace PubSub.Core.Hosting;

/// <summary>Starts the adapter, after the checks that need it. Stopping is the container's: it disposes of the adapter last.</summary>
internal sealed class PubSubStartup(EventCatalog catalog, IEventAdapter adapter, FanoutHub hub, PubSubOptions options, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (adapter.History is null && !options.AllowMissingHistory) RefuseMissingHistory();
        await BoundedStart.RunAsync($"The adapter '{adapter.Name}'", cancel => adapter.StartAsync(hub, cancel), options, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // The streams of a transport have ended with it; what is left are subscriptions in process.
        hub.CloseAll(SessionEnd.Draining);
        return Task.CompletedTask;
    }

    private void RefuseMissingHistory()
    {
        string[] declared = [.. catalog.Channels.Where(c => c.Retention is not null).Select(c => $"'{c.Name}'")];
        if (declared.Length == 0) return;
        throw new InvalidOperationException(
            $"The adapter '{adapter.Name}' keeps no history, and these channels declare one: {string.Join(", ", declared)}. " +
            $"Choose another adapter, or set {nameof(PubSubOptions)}.{nameof(PubSubOptions.AllowMissingHistory)} to run without their history.");
    }
}
