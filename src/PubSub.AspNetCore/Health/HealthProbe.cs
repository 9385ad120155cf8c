using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Core.Presence;

namespace PubSub.AspNetCore.Health;

/// <summary>Asks what the host depends on, the adapter's broker, the store of client event ids and that of presence, at the same time and each for as long as the host allows.</summary>
internal sealed class HealthProbe
{
    private readonly HealthQuestion _adapter;
    private readonly HealthQuestion _store;
    private readonly HealthQuestion _presence;

    public HealthProbe(
        IEventAdapter adapter, IIdempotencyStore store, IPresenceStore presence, IOptions<PubSubHttpOptions> options, TimeProvider time, ILogger<HealthProbe> logger)
    {
        AdapterName = adapter.Name;
        TimeSpan timeout = options.Value.HealthTimeout;
        _adapter = new HealthQuestion("broker", async token => await adapter.CheckHealthAsync(token), timeout, time, logger);
        _store = new HealthQuestion("store of client event ids", store.CheckHealthAsync, timeout, time, logger);
        _presence = new HealthQuestion("presence store", presence.CheckHealthAsync, timeout, time, logger);
    }

    public string AdapterName { get; }

    /// <summary>The answers. Throws nothing but the caller's own cancellation.</summary>
    public async Task<HostHealth> CheckAsync(CancellationToken cancellationToken)
    {
        AdapterHealth?[] answers = await Task.WhenAll(_adapter.AskAsync(cancellationToken), _store.AskAsync(cancellationToken), _presence.AskAsync(cancellationToken));
        return new HostHealth(answers[0]!, answers[1], answers[2]);
    }
}
