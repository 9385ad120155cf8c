using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis, shared with other tests: the keys of a test have a prefix of their own. Each node has connections of its own.</summary>
public sealed class RedisFixture : IDeduplicates, ITrimsByCount, ITrimsByAge, IRunsSeveralNodes, ITakesForeignEntries
{
    private readonly RedisNodes _nodes = new();
    private RedisServer _server = null!;

    public Type AdapterType => typeof(RedisAdapter);

    public TimeSpan Unit => TimeSpan.FromSeconds(3);

    public async ValueTask StartAsync() => _server = await SharedRedis.GetAsync();

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(_nodes.Create(_server));

    public async ValueTask<DateTimeOffset> NowAsync() => await _server.TimeAsync();

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public async ValueTask AppendForeignAsync(ChannelName channel, IReadOnlyList<string> bodies)
    {
        const string Script =
            "local offset = redis.call('HINCRBY', KEYS[2], 'o', 1) " +
            "return redis.call('XADD', KEYS[1], redis.call('HGET', KEYS[2], 'm') .. '-' .. offset, 'b', ARGV[1])";
        var keys = new RedisKeys(_nodes.Prefix, 0);
        foreach (string body in bodies) await _server.CliAsync("EVAL", Script, "2", keys.Log(channel)!, keys.Meta(channel)!, body);
    }

    public ValueTask SixDaysPassAsync() => _nodes.ExpireAsync(_server, TimeSpan.FromDays(6));

    public ValueTask LoseEverythingAsync() => _nodes.ExpireAsync(_server, TimeSpan.MaxValue);

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();
}
