using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Errors;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Health;

/// <summary>
/// Asks the adapter whether its broker answers, and takes no longer than the host allows. At most one question is open at a time: whoever asks
/// meanwhile waits for its answer, so that a frozen broker does not gather them. One that has been open for far longer than the limit is given up, so that an
/// answer that was lost does not keep the host unhealthy for ever.
/// </summary>
internal sealed class HealthProbe(IEventAdapter adapter, IOptions<PubSubHttpOptions> options, TimeProvider time, ILogger<HealthProbe> logger)
{
    private const int LimitsUntilGivenUp = 30;

    private readonly Lock _lock = new();
    private Task<AdapterHealth>? _open;
    private long _askedAt;

    public string AdapterName => adapter.Name;

    /// <summary>The answer. Throws nothing but the caller's own cancellation.</summary>
    public async Task<AdapterHealth> CheckAsync(CancellationToken cancellationToken)
    {
        Task<AdapterHealth> asked;
        TimeSpan timeout = options.Value.HealthTimeout;
        lock (_lock)
        {
            if (_open is null or { IsCompleted: true } || time.GetElapsedTime(_askedAt) > timeout * LimitsUntilGivenUp)
            {
                _askedAt = time.GetTimestamp();
                _open = AskAsync();
            }

            asked = _open;
        }

        try
        {
            // Waiting ends at the limit by itself: an adapter may sit in a client library that knows no cancellation.
            return await asked.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            logger.HealthCheckTimedOut(adapter.Name, timeout);
            return new AdapterHealth(false, "The broker did not answer in time.");
        }
    }

    private async Task<AdapterHealth> AskAsync()
    {
        using var limit = new CancellationTokenSource(options.Value.HealthTimeout, time);
        try
        {
            return await adapter.CheckHealthAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new AdapterHealth(false, "The broker did not answer in time.");
        }
        catch (Exception exception)
        {
            logger.HealthCheckFailed(exception, adapter.Name);
            return new AdapterHealth(false, "The broker could not be asked.");
        }
    }
}
