using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;
using PubSub.Redis;
using PubSub.Redis.Connecting;
using PubSub.Redis.Idempotency;
using PubSub.Redis.Presence;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Carries events by Redis, and keeps client event ids and presence there unless the host has chosen other stores. See the other overload.</summary>
    /// <param name="builder">The host's PubSub.</param>
    /// <param name="configuration">See <see cref="RedisOptions.Configuration"/>.</param>
    /// <param name="configure">Sets further options.</param>
    /// <exception cref="OptionsValidationException">An option cannot be used; the message names it.</exception>
    public static PubSubBuilder UseRedis(this PubSubBuilder builder, string configuration, Action<RedisOptions>? configure = null) =>
        builder.UseRedis(options =>
        {
            options.Configuration = configuration;
            configure?.Invoke(options);
        });

    /// <summary>
    /// Carries events by Redis, and keeps client event ids and presence there unless the host has chosen other stores. The host starts once Redis has answered and
    /// what PubSub needs of it has been tried, or fails with the reason.
    /// </summary>
    /// <param name="builder">The host's PubSub.</param>
    /// <param name="configure">Sets the options, <see cref="RedisOptions.Configuration"/> at least.</param>
    /// <exception cref="OptionsValidationException">An option cannot be used; the message names it.</exception>
    public static PubSubBuilder UseRedis(this PubSubBuilder builder, Action<RedisOptions> configure)
    {
        var options = new RedisOptions();
        configure(options);
        _ = RedisAddress.Of(options);
        builder.Services.AddSingleton(provider => new RedisConnection(options, TimeOf(provider), provider.GetRequiredService<ILogger<RedisConnection>>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventAdapter>(provider =>
            new RedisAdapter(provider.GetRequiredService<RedisConnection>(), options, TimeOf(provider), provider.GetRequiredService<ILogger<RedisAdapter>>())));
        RedisIdempotencyRegistration.UseStoreUnlessChosen(builder.Services, options, static provider => provider.GetRequiredService<RedisConnection>());
        RedisPresenceRegistration.UseStoreUnlessChosen(builder.Services, static provider => provider.GetRequiredService<RedisConnection>());
        return builder;
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
