using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core;
using PubSub.Core.Presence;
using PubSub.Core.Tests.Presence;
using PubSub.Redis.Connecting;
using PubSub.Redis.Presence;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Presence;

/// <summary>A node with presence in Redis, over connections of its own, that sends heartbeats and sweeps.</summary>
internal sealed class RedisPresenceNode : IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisPresenceStore _store;
    private readonly PresenceHeart _heart;

    private RedisPresenceNode(RedisConnection connection, RedisPresenceStore store, PresenceNode node)
    {
        _connection = connection;
        _store = store;
        Node = node;
        _heart = new PresenceHeart(node.Hub, node.Options, TimeProvider.System, NullLogger<PresenceHeart>.Instance);
    }

    public PresenceNode Node { get; }

    public PresenceOptions Options => Node.Options.Presence;

    public static Task<RedisPresenceNode> StartAsync(RedisServer server) => StartAsync(server.Url);

    /// <summary>Starts a node.</summary>
    /// <param name="configuration">Where Redis is.</param>
    public static async Task<RedisPresenceNode> StartAsync(string configuration)
    {
        const string Prefix = "test:";
        var options = new RedisOptions { Configuration = configuration, KeyPrefix = Prefix };
        var connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var store = new RedisPresenceStore(connection, new PresenceKeys(Prefix, connection.Keys.Database), TimeProvider.System, NullLogger<RedisPresenceStore>.Instance);
        PresenceNode node = await PresenceNode.StartAsync(store, TimeProvider.System, Configure);
        var made = new RedisPresenceNode(connection, store, node);
        await made._heart.StartAsync(CancellationToken.None);
        return made;
    }

    /// <summary>Ends what the node does in Redis, without a word to it.</summary>
    public async Task KillAsync()
    {
        await _heart.StopAsync(CancellationToken.None);
        await _connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _heart.StopAsync(CancellationToken.None);
        _heart.Dispose();
        await Node.DisposeAsync();
        _store.Dispose();
        await _connection.DisposeAsync();
    }

    private static void Configure(PubSubOptions options)
    {
        options.Presence.Heartbeat = TimeSpan.FromMilliseconds(800);
        options.PublishTimeout = TimeSpan.FromSeconds(1);
        options.Fanout.TopCheckPeriod = TimeSpan.FromMilliseconds(500);
    }
}
