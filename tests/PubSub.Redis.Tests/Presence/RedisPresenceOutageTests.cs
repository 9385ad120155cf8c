using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Presence;
using PubSub.Core.Tests.Presence;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Presence;

/// <summary>Presence when a node is killed, and when Redis freezes, dies, returns, or has forgotten everything.</summary>
public sealed class RedisPresenceOutageTests : IAsyncLifetime
{
    private readonly List<RedisPresenceNode> _nodes = [];
    private RedisServer _server = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync();
        for (int i = 0; i < 3; i++) _nodes.Add(await RedisPresenceNode.StartAsync(_server));
    }

    public async Task DisposeAsync()
    {
        foreach (RedisPresenceNode node in _nodes) await node.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Node_Killed_ItsMembersLeaveOnce()
    {
        MemberListSession session = await _nodes[0].Node.ListenAsync();
        await _nodes[0].Node.JoinAsync("ann", "a1");
        await _nodes[1].Node.JoinAsync("ann", "a2");
        await _nodes[1].Node.JoinAsync("bob", "b1");
        await _nodes[1].KillAsync();

        await session.SeesAsync("state ", "Joined ann", "Joined bob", "Left bob");
        await _server.ElapseAsync(_nodes[0].Options.Lease);
        session.Lines.Length.ShouldBe(4);
    }

    [SkippableFact]
    public async Task Redis_FrozenForLongerThanALease_NobodyLeaves()
    {
        MemberListSession session = await _nodes[0].Node.ListenAsync();
        await _nodes[0].Node.JoinAsync("ann", "a1");
        await _nodes[1].Node.JoinAsync("bob", "b1");
        await session.HasAsync("ann", "bob");
        await FreezeAsync(_nodes[0].Options.Lease * 1.5);
        await _server.ElapseAsync(_nodes[0].Options.Lease * 2);

        session.Lines.ShouldBe(["state ", "Joined ann", "Joined bob"]);
        (await MembersWhenBackAsync()).ShouldBe(["ann", "bob"]);
    }

    [SkippableFact]
    public async Task Redis_RestartedWithoutItsData_HasTheMembersAgainWithTheirTimes()
    {
        MemberListSession session = await _nodes[0].Node.ListenAsync();
        PresenceMember ann = await _nodes[1].Node.JoinAsync("ann", "a1", """{"name":"Ann"}""");
        await _server.KillAsync();
        await _server.StartAgainAsync();
        await Eventually.HoldsAsync(async () => (await MembersWhenBackAsync()).Length == 1, "ann is back");

        PresenceMember back = (await _nodes[0].Node.Hub.GetMembersAsync(PresenceNode.Room)).Single();
        (back.JoinedAt, back.Info.IsSameAs(ann.Info)).ShouldBe((ann.JoinedAt, true));
        await session.HasAsync("ann");
        session.Misfits.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Leave_WhileRedisIsAway_IsMadeGoodWhenItIsBack()
    {
        await _nodes[0].Node.JoinAsync("ann", "a1");
        _server.Freeze();
        (await Should.ThrowAsync<PubSubException>(() => _nodes[0].Node.LeaveAsync("a1"))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        _server.Thaw();

        await Eventually.HoldsAsync(async () => (await MembersWhenBackAsync()).Length == 0, "ann has left");
    }

    [SkippableFact]
    public async Task Users_WithSeveralTabsOnThreeNodes_OneKilledAndRedisFrozen_AreTheModelsAtRest()
    {
        const int Users = 200;
        var sessions = new List<MemberListSession>();
        foreach (RedisPresenceNode node in _nodes) sessions.Add(await node.Node.ListenAsync());
        // By node: the connections that are there, each with its user.
        Dictionary<string, string>[] connections = [[], [], []];

        await ComeAndGoAsync(connections, Users, seed: 1);
        await _nodes[2].KillAsync();
        connections[2].Clear();
        await FreezeAsync(_nodes[0].Options.Lease * 1.2);
        await Eventually.HoldsAsync(async () => (await MembersWhenBackAsync()).Length > 0, "Redis answers");
        await ComeAndGoAsync(connections[..2], Users, seed: 2);

        string[] model = [.. connections.SelectMany(node => node.Values).Distinct().Order(StringComparer.Ordinal)];
        foreach (MemberListSession session in sessions[..2])
        {
            await session.HasAsync(model);
            session.Misfits.ShouldBeEmpty();
        }

        (await MembersWhenBackAsync()).ShouldBe(model);
    }

    // Each user with 1 to 4 tabs; the nodes at the same time.
    private Task ComeAndGoAsync(Dictionary<string, string>[] connections, int users, int seed) => Task.WhenAll(connections.Select((there, node) => Task.Run(async () =>
    {
        var random = new Random((seed * 10) + node);
        for (int i = 0; i < users; i++)
        {
            string user = $"user-{random.Next(users)}";
            for (int tab = random.Next(1, 5); tab > 0; tab--)
            {
                string clientId = $"{seed}-{node}-{i}-{tab}";
                await _nodes[node].Node.JoinAsync(user, clientId);
                there[clientId] = user;
            }

            foreach (string gone in there.Keys.Where(_ => random.Next(10) == 0).Take(3).ToArray())
            {
                await _nodes[node].Node.LeaveAsync(gone);
                there.Remove(gone);
            }
        }
    })));

    private async Task FreezeAsync(TimeSpan time)
    {
        _server.Freeze();
        // The server's own clock stands still for whoever asks it.
        await Task.Delay(time);
        _server.Thaw();
    }

    private async Task<string[]> MembersWhenBackAsync()
    {
        string[] members = [];
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                members = await _nodes[0].Node.MembersAsync();
                return true;
            }
            catch (PubSubException)
            {
                return false;
            }
        }, "Redis answers");
        return [.. members.Order(StringComparer.Ordinal)];
    }
}
