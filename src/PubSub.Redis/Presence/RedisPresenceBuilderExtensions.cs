using Microsoft.Extensions.Options;
using PubSub.Core.Hosting;
using PubSub.Redis;
using PubSub.Redis.Hosting;
using PubSub.Redis.Presence;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps presence in Redis, whatever carries the events.</summary>
public static class RedisPresenceBuilderExtensions
{
    /// <summary>
    /// Keeps who is in which channel in Redis, so that all nodes that share it have the same members. For hosts whose events are carried by another adapter, or by
    /// another Redis: <c>UseRedis</c> does so by itself. It wins over it, in whatever order the two are called.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">Where Redis is; see <see cref="RedisOptions.Configuration"/>.</param>
    /// <param name="configure">Sets further options; of these <see cref="RedisOptions.ChannelLifetime"/> means nothing here.</param>
    /// <exception cref="OptionsValidationException">An option is out of range; the message names it, its value and its range.</exception>
    public static PubSubBuilder UseRedisPresence(this PubSubBuilder builder, string configuration, Action<RedisOptions>? configure = null)
    {
        StoreConnection.Add<RedisPresenceStore>(builder.Services, configuration, configure);
        RedisPresenceRegistration.UseStore(builder.Services, StoreConnection.Of<RedisPresenceStore>, isSharedWithAdapter: false);
        return builder;
    }
}
