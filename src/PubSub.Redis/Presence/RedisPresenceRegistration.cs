using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PubSub.Core.Hosting;
using PubSub.Core.Presence;
using PubSub.Redis.Connecting;

namespace PubSub.Redis.Presence;

/// <summary>How the store gets among a host's services. What starts presence starts it.</summary>
internal static class RedisPresenceRegistration
{
    /// <summary>Makes Redis the host's store.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connection">The store's connection.</param>
    /// <param name="isSharedWithAdapter">Whether the adapter uses the same connection.</param>
    public static void UseStore(IServiceCollection services, Func<IServiceProvider, RedisConnection> connection, bool isSharedWithAdapter) =>
        services.Replace(ServiceDescriptor.Singleton<IPresenceStore>(provider =>
        {
            RedisConnection made = connection(provider);
            return new RedisPresenceStore(
                made,
                new PresenceKeys(made.Keys.Prefix, made.Keys.Database),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<RedisPresenceStore>>(),
                isSharedWithAdapter);
        }));

    /// <summary>Makes the adapter's Redis the host's store unless the host has chosen one: what comes with the engine was not chosen.</summary>
    public static void UseStoreUnlessChosen(IServiceCollection services, Func<IServiceProvider, RedisConnection> connection)
    {
        bool isChosen = services.Any(s => s.ServiceType == typeof(IPresenceStore) && !s.IsKeyedService && s.ImplementationType?.Assembly != typeof(PubSubBuilder).Assembly);
        if (!isChosen) UseStore(services, connection, isSharedWithAdapter: true);
    }
}
