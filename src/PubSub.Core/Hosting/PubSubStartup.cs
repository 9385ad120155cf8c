using Microsoft.Extensions.Hosting;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Hosting;

/// <summary>Starts the adapter, after the checks that need it. Stopping is the container's: it disposes of the adapter last.</summary>
internal sealed class PubSubStartup(EventCatalog catalog, IEventAdapter adapter, IEventSink sink, PubSubOptions options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (adapter.History is null && !options.AllowMissingHistory) RefuseMissingHistory();
        await adapter.StartAsync(sink, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void RefuseMissingHistory()
    {
        string[] declared = [.. catalog.Channels.Where(c => c.Retention is not null).Select(c => $"'{c.Name}'")];
        if (declared.Length == 0) return;
        throw new InvalidOperationException(
            $"The adapter '{adapter.Name}' keeps no history, and these channels declare one: {string.Join(", ", declared)}. " +
            $"Choose another adapter, or set {nameof(PubSubOptions)}.{nameof(PubSubOptions.AllowMissingHistory)} to run without their history.");
    }
}
