using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Errors;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Health;

/// <summary>Asks the adapter whether its broker answers, and takes no longer than the host allows. Never throws but for its caller's cancellation.</summary>
internal sealed class HealthProbe(IEventAdapter adapter, IOptions<PubSubHttpOptions> options, TimeProvider time, ILogger<HealthProbe> logger)
{
    public string AdapterName => adapter.Name;

    public async Task<AdapterHealth> CheckAsync(CancellationToken cancellationToken)
    {
        TimeSpan timeout = options.Value.HealthTimeout;
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Waiting, too, ends at the limit: an adapter may sit in a client library that knows no cancellation.
            return await adapter.CheckHealthAsync(either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            logger.HealthCheckTimedOut(adapter.Name, timeout);
            return new AdapterHealth(false, "The broker did not answer in time.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.HealthCheckFailed(exception, adapter.Name);
            return new AdapterHealth(false, "The broker could not be asked.");
        }
    }
}
