using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Idempotency;

/// <summary>Publishes, once a lease, what interrupted requests have left. Any node may do so: claims are fenced.</summary>
internal sealed class IdempotencySweeper(
    IdempotencyCoordinator coordinator,
    PubSubOptions options,
    TimeProvider time,
    ILogger<IdempotencySweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.IdempotencyLease, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; another node, or this one after its return, sweeps on.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            int swept = await coordinator.SweepAsync(stoppingToken);
            if (swept > 0) PublishLog.Swept(logger, swept);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            PublishLog.SweepFailed(logger, error);
        }
    }
}
