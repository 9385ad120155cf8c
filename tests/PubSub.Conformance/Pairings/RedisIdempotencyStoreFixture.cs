using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Idempotency;
using PubSub.Redis;
using PubSub.Redis.Connecting;
using PubSub.Redis.Idempotency;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis, shared with other tests: the keys of a test have a prefix of their own. Each node has connections of its own.</summary>
public sealed class RedisIdempotencyStoreFixture : IIdempotencyStoreFixture
{
    private readonly List<RedisConnection> _connections = [];
    private readonly string _prefix = SharedRedis.NewPrefix();
    private RedisServer _server = null!;

    public Type StoreType => typeof(RedisIdempotencyStore);

    public TimeSpan Unit => TimeSpan.FromSeconds(1);

    public async ValueTask StartAsync() => _server = await SharedRedis.GetAsync();

    public IIdempotencyStore OpenOnNode()
    {
        var options = new RedisOptions { Configuration = _server.Url, KeyPrefix = _prefix };
        var connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        _connections.Add(connection);
        return new RedisIdempotencyStore(connection, new IdempotencyKeys(options.KeyPrefix));
    }

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public async ValueTask DisposeAsync()
    {
        foreach (RedisConnection connection in _connections) await connection.DisposeAsync();
    }
}
