using Microsoft.Extensions.Options;
using PubSub.Core.Hosting;
using PubSub.Redis;
using PubSub.Redis.Hosting;
using PubSub.Redis.Idempotency;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps claims and outcomes of client event ids in Redis, whatever carries the events.</summary>
public static class RedisIdempotencyBuilderExtensions
{
    /// <summary>
    /// Keeps claims and outcomes in Redis, so that a client event id is honoured on every node that shares it. For hosts whose events are carried by another
    /// adapter, or by another Redis: <c>UseRedis</c> does so by itself. It wins over it, in whatever order the two are called.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">Where Redis is; see <see cref="RedisOptions.Configuration"/>.</param>
    /// <param name="configure">Sets further options; of these <see cref="RedisOptions.ChannelLifetime"/> means nothing here.</param>
    /// <exception cref="OptionsValidationException">An option is out of range; the message names it, its value and its range.</exception>
    public static PubSubBuilder UseRedisIdempotency(this PubSubBuilder builder, string configuration, Action<RedisOptions>? configure = null)
    {
        RedisOptions options = StoreConnection.Add<RedisIdempotencyStore>(builder.Services, configuration, configure);
        RedisIdempotencyRegistration.UseStore(builder.Services, options, StoreConnection.Of<RedisIdempotencyStore>, isSharedWithAdapter: false);
        return builder;
    }
}
