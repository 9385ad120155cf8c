using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PubSub.Core.Idempotency;

namespace PubSub.Redis.Idempotency;

/// <summary>
/// Connects the store when the host starts, and tries what it is going to do, so that a wrong address or a missing permission stops the host and not its
/// first request. Does nothing where the host has chosen another store.
/// </summary>
internal sealed class RedisIdempotencyStartup(IIdempotencyStore store, ILogger<RedisIdempotencyStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is RedisIdempotencyStore ours) await ours.CheckAsync(logger, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
