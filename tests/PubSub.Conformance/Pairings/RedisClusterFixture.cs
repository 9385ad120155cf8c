using PubSub.Core.Adapters;
using PubSub.Redis;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis in cluster mode, shared with other tests: the keys of a test have a prefix of their own. Each node has connections of its own.</summary>
public sealed class RedisClusterFixture : IDeduplicates, ITrimsByCount, ITrimsByAge, IRunsSeveralNodes
{
    private readonly RedisNodes _nodes = new();
    private RedisServer _server = null!;

    public Type AdapterType => typeof(RedisAdapter);

    public TimeSpan Unit => TimeSpan.FromSeconds(3);

    public async ValueTask StartAsync() => _server = await SharedRedisCluster.GetAsync();

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(_nodes.Create(_server));

    public async ValueTask<DateTimeOffset> NowAsync() => await _server.TimeAsync();

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public ValueTask SixDaysPassAsync() => _nodes.ExpireAsync(_server, TimeSpan.FromDays(6));

    public ValueTask LoseEverythingAsync() => _nodes.ExpireAsync(_server, TimeSpan.MaxValue);

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();
}
