using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Presence;
using PubSub.Redis;
using PubSub.Redis.Connecting;
using PubSub.Redis.Presence;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis, shared with other tests: the keys of a test have a prefix of their own. Each node has connections of its own.</summary>
public sealed class RedisPresenceStoreFixture : IPresenceStoreFixture
{
    private readonly List<(RedisPresenceStore Store, RedisConnection Connection)> _nodes = [];
    private readonly string _prefix = SharedRedis.NewPrefix();
    private RedisServer _server = null!;

    public Type StoreType => typeof(RedisPresenceStore);

    public TimeSpan Unit => TimeSpan.FromSeconds(1);

    public async ValueTask StartAsync() => _server = await SharedRedis.GetAsync();

    public IPresenceStore OpenOnNode()
    {
        var options = new RedisOptions { Configuration = _server.Url, KeyPrefix = _prefix };
        var connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var store = new RedisPresenceStore(
            connection, new PresenceKeys(_prefix, connection.Keys.Database), TimeProvider.System, NullLogger<RedisPresenceStore>.Instance);
        _nodes.Add((store, connection));
        return store;
    }

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public async ValueTask DisposeAsync()
    {
        foreach ((RedisPresenceStore store, RedisConnection connection) in _nodes)
        {
            store.Dispose();
            await connection.DisposeAsync();
        }
    }
}
