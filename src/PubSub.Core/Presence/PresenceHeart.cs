using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PubSub.Core.Presence;

/// <summary>Once a heartbeat, renews the leases of this node's connections and removes whose have lapsed, of whatever node.</summary>
internal sealed class PresenceHeart(PresenceHub hub, PubSubOptions options, TimeProvider time, ILogger<PresenceHeart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Presence.Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // First: a node that was away for long keeps what is its own.
                await TryAsync(hub.BeatAsync, static (logger, error) => PresenceLog.BeatFailed(logger, error), stoppingToken);
                await TryAsync(hub.SweepAsync, static (logger, error) => PresenceLog.SweepFailed(logger, error), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the leases of its connections end with their leaves, or lapse.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> step, Action<ILogger, Exception> log, CancellationToken stoppingToken)
    {
        try
        {
            await step(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            log(logger, error);
        }
    }
}
