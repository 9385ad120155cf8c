using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Presence;
using PubSub.Core.Tests.Presence;
using PubSub.Redis.Presence;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Presence;

/// <summary>Presence in a cluster of which one primary dies: its shards fail apart from the others'.</summary>
public sealed class RedisPresenceClusterTests : IAsyncLifetime
{
    private readonly List<RedisPresenceNode> _nodes = [];
    private readonly ChannelName[] _channels = [.. Enumerable.Range(0, 30).Select(i => ChannelName.Parse($"chat:{i}"))];
    private RedisCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _cluster = await RedisCluster.StartAsync();
        for (int i = 0; i < 2; i++) _nodes.Add(await RedisPresenceNode.StartAsync(_cluster.Url));
    }

    public async Task DisposeAsync()
    {
        foreach (RedisPresenceNode node in _nodes) await node.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    [SkippableFact]
    public async Task Members_OnePrimaryDies_StayOnTheOthersAndComeBackWithIt()
    {
        PresenceMember[] joined = await JoinAllAsync();
        RedisServer victim = _cluster.Primaries[1];
        int[] onOthers = await ChannelsNotOnAsync(victim);
        onOthers.Length.ShouldBeInRange(1, _channels.Length - 1);

        await victim.KillAsync();
        await _cluster.Primaries[0].ElapseAsync(_nodes[0].Options.Lease * 2);

        // Nobody there has left meanwhile, or its stay would be another.
        foreach (int i in onOthers) (await MemberAsync(i)).Generation.ShouldBe(joined[i].Generation, _channels[i].Value);
        await HubOf(onOthers[0]).UpdateAsync(_channels[onOthers[0]], Client(onOthers[0]), PresenceNode.Json("""{"status":"here"}"""), CancellationToken.None);

        await victim.StartAgainAsync();
        for (int i = 0; i < _channels.Length; i++)
        {
            await Eventually.HoldsAsync(async () => await CountAsync(i) == 1, $"the member of {_channels[i]} is back");
            (await MemberAsync(i)).JoinedAt.ShouldBe(joined[i].JoinedAt);
        }
    }

    private static string Client(int i) => $"c{i}";

    // Half of the channels' members are on each node.
    private PresenceHub HubOf(int i) => _nodes[i % 2].Node.Hub;

    private async Task<PresenceMember[]> JoinAllAsync()
    {
        var members = new List<PresenceMember>();
        for (int i = 0; i < _channels.Length; i++)
            members.Add(await HubOf(i).JoinAsync(_channels[i], PresenceNode.Chat, PresenceNode.User("ann"), Client(i), null, CancellationToken.None));
        return [.. members];
    }

    private async Task<int[]> ChannelsNotOnAsync(RedisServer primary)
    {
        var keys = new PresenceKeys("test:", 0);
        var places = new List<int>();
        for (int i = 0; i < _channels.Length; i++)
            if (await _cluster.PrimaryOfAsync(keys.Record(_channels[i]).ToString()) != primary) places.Add(i);
        return [.. places];
    }

    private async Task<PresenceMember> MemberAsync(int i) => (await HubOf(i + 1).GetMembersAsync(_channels[i])).ShouldHaveSingleItem();

    private async Task<int> CountAsync(int i)
    {
        try
        {
            return await HubOf(i + 1).CountAsync(_channels[i]);
        }
        catch (PubSubException)
        {
            return -1;
        }
    }
}
