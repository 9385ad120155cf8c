using PubSub.Core.Adapters;
using PubSub.Redis;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis for one test, which it may kill: every write is on the disk before it is answered.</summary>
public sealed class RedisOwnServerFixture : IOwnsServer, IDeduplicates
{
    private readonly RedisNodes _nodes = new();
    private RedisServer _server = null!;

    public Type AdapterType => typeof(RedisAdapter);

    public TimeSpan Unit => TimeSpan.FromSeconds(1);

    public TestServer Server => _server;

    public async ValueTask StartAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
    }

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(_nodes.Create(_server, TimeSpan.FromSeconds(1)));

    public async ValueTask<DateTimeOffset> NowAsync() => await _server.TimeAsync();

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public ValueTask SixDaysPassAsync() => _nodes.ExpireAsync(_server, TimeSpan.FromDays(6));

    public ValueTask LoseEverythingAsync() => _nodes.ExpireAsync(_server, TimeSpan.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
