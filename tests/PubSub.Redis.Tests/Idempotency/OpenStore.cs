using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Redis.Connecting;
using PubSub.Redis.Idempotency;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Idempotency;

/// <summary>The store as one node has it: with connections of its own.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly RedisConnection _connection;

    public OpenStore(RedisServer server, string prefix = "test:", TimeSpan? timeout = null)
    {
        var options = new RedisOptions { Configuration = server.Url, KeyPrefix = prefix };
        if (timeout is not null) options.PublishTimeout = timeout.Value;
        _connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        Store = new RedisIdempotencyStore(_connection, new IdempotencyKeys(options.KeyPrefix));
    }

    public RedisIdempotencyStore Store { get; }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
