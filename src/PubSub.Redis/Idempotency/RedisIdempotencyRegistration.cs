using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PubSub.Core.Hosting;
using PubSub.Core.Idempotency;
using PubSub.Redis.Connecting;

namespace PubSub.Redis.Idempotency;

/// <summary>How the store gets among a host's services.</summary>
internal static class RedisIdempotencyRegistration
{
    /// <summary>Makes Redis the host's store.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The options.</param>
    /// <param name="connection">The store's connection.</param>
    /// <param name="isSharedWithAdapter">Whether the adapter uses the same connection.</param>
    public static void UseStore(IServiceCollection services, RedisOptions options, Func<IServiceProvider, RedisConnection> connection, bool isSharedWithAdapter)
    {
        services.Replace(ServiceDescriptor.Singleton<IIdempotencyStore>(
            provider => new RedisIdempotencyStore(connection(provider), new IdempotencyKeys(options.KeyPrefix), isSharedWithAdapter)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisIdempotencyStartup>());
    }

    /// <summary>Makes the adapter's Redis the host's store unless the host has chosen one: what comes with the engine was not chosen.</summary>
    public static void UseStoreUnlessChosen(IServiceCollection services, RedisOptions options, Func<IServiceProvider, RedisConnection> connection)
    {
        bool isChosen = services.Any(s => s.ServiceType == typeof(IIdempotencyStore) && !s.IsKeyedService && s.ImplementationType?.Assembly != typeof(PubSubBuilder).Assembly);
        if (!isChosen) UseStore(services, options, connection, isSharedWithAdapter: true);
    }
}
