using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Adapters;
using PubSub.Redis;
using PubSub.Redis.Connecting;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>The nodes of one test, which are one system.</summary>
internal sealed class RedisNodes : IAsyncDisposable
{
    private readonly List<RedisConnection> _connections = [];

    public string Prefix { get; } = SharedRedis.NewPrefix();

    public IEventAdapter Create(RedisServer server, TimeSpan? timeout = null)
    {
        var options = new RedisOptions { Configuration = server.Url, KeyPrefix = Prefix };
        if (timeout is { } limit) options.PublishTimeout = limit;
        var connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        _connections.Add(connection);
        return new RedisAdapter(connection, options, TimeProvider.System, NullLogger<RedisAdapter>.Instance);
    }

    /// <summary>Removes the keys that would have expired by then if nothing happened.</summary>
    public async ValueTask ExpireAsync(RedisServer server, TimeSpan after)
    {
        foreach (string key in (await server.CliAsync("KEYS", $"{Prefix}*")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            long left = long.Parse(await server.CliAsync("PTTL", key), CultureInfo.InvariantCulture);
            if (left < after.TotalMilliseconds) await server.CliAsync("DEL", key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisConnection connection in _connections) await connection.DisposeAsync();
    }
}
