using PubSub.Core.Adapters;
using PubSub.Redis;
using PubSub.TestServers;

namespace PubSub.Conformance.Pairings;

/// <summary>A real Redis, shared with other tests: the keys of a test have a prefix of their own. Each node has connections of its own.</summary>
public sealed class RedisFixture : IDeduplicates, ITrimsByCount, ITrimsByAge, IRunsSeveralNodes
{
    private readonly RedisNodes _nodes = new();
    private RedisServer _server = null!;

    public Type AdapterType => typeof(RedisAdapter);

    public TimeSpan Unit => TimeSpan.FromSeconds(1);

    public async ValueTask StartAsync() => _server = await SharedRedis.GetAsync();

    public ValueTask<IEventAdapter> CreateNodeAsync() => new(_nodes.Create(_server));

    public async ValueTask<DateTimeOffset> NowAsync() => await _server.TimeAsync();

    public async ValueTask ElapseAsync(TimeSpan by) => await _server.ElapseAsync(by);

    public async ValueTask SixDaysPassAsync()
    {
        foreach (string key in await KeysAsync())
        {
            long left = long.Parse(await _server.CliAsync("PTTL", key), System.Globalization.CultureInfo.InvariantCulture);
            if (left < TimeSpan.FromDays(6).TotalMilliseconds) await _server.CliAsync("DEL", key);
        }
    }

    public async ValueTask LoseEverythingAsync()
    {
        foreach (string key in await KeysAsync()) await _server.CliAsync("DEL", key);
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private async Task<string[]> KeysAsync() => (await _server.CliAsync("KEYS", $"{_nodes.Prefix}*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
