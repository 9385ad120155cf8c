using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.Redis.Connecting;

namespace PubSub.Redis.Hosting;

/// <summary>A connection that one store has for itself, because the host's events are carried by something else.</summary>
internal static class StoreConnection
{
    /// <summary>Adds the connection of a store.</summary>
    /// <returns>Its options.</returns>
    /// <exception cref="OptionsValidationException">An option is out of range; the message names it, its value and its range.</exception>
    public static RedisOptions Add<TStore>(IServiceCollection services, string configuration, Action<RedisOptions>? configure)
    {
        var options = new RedisOptions { Configuration = configuration };
        configure?.Invoke(options);
        // Checks them now, and not when the store is first asked.
        _ = RedisAddress.Of(options);
        services.AddKeyedSingleton(typeof(TStore), (provider, _) => new RedisConnection(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisConnection>>()));
        return options;
    }

    /// <summary>The connection that was added for a store.</summary>
    public static RedisConnection Of<TStore>(IServiceProvider provider) => provider.GetRequiredKeyedService<RedisConnection>(typeof(TStore));
}
