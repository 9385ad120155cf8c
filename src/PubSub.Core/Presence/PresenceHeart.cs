using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PubSub.Core.Presence;

/// <summary>
/// Once a heartbeat, renews the leases of this node's connections; three times a heartbeat, removes what has left while the store was away and whose leases have lapsed,
/// of whatever node, and renews again where that failed last time.
/// </summary>
internal sealed class PresenceHeart(PresenceHub hub, PubSubOptions options, TimeProvider time, ILogger<PresenceHeart> logger) : BackgroundService
{
    private const int TicksOfABeat = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Presence.Tick, time);
        bool hasBeaten = true;
        try
        {
            for (int tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
            {
                // Before the sweep: a node that was away for long keeps what is its own.
                if (!hasBeaten || tick % TicksOfABeat == 0)
                    hasBeaten = await TryAsync(hub.BeatAsync, PresenceLog.BeatFailed, stoppingToken);
                await hub.RemoveGoneAsync(stoppingToken);
                await TryAsync(hub.SweepAsync, PresenceLog.SweepFailed, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the leases of its connections end with their leaves, or lapse.
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> step, Action<ILogger, Exception> log, CancellationToken stoppingToken)
    {
        try
        {
            await step(stoppingToken);
            return true;
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            log(logger, error);
            return false;
        }
    }
}
