using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PubSub.Redis.Connecting;

namespace PubSub.Redis.Idempotency;

/// <summary>Connects the store when the host starts, so that a wrong address or password stops the host and not its first request.</summary>
internal sealed class RedisIdempotencyStartup([FromKeyedServices(typeof(RedisIdempotencyStore))] RedisConnection connection) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await connection.GetAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
