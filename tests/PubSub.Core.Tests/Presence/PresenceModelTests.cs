using System.Globalization;
using System.Text.Json;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>
/// Users with several connections come, tell and go at random on several nodes, whose announcements get lost, come twice, and come in another order; one node is killed.
/// At rest every list that a session keeps is the model's, and no session was ever told a change that did not fit its list.
/// </summary>
public sealed class PresenceModelTests : IAsyncLifetime
{
    private const int Nodes = 3;
    private const int Users = 8;
    private const int Steps = 400;

    private readonly ManualTimeProvider _clock = new();
    private readonly List<PresenceNode> _nodes = [];
    private readonly List<PresenceNode> _alive = [];
    private readonly List<TroubledStore> _stores = [];
    private readonly List<MemberListSession> _sessions = [];

    // Each connection that is there, with its node and its user; and what each user told last.
    private readonly Dictionary<string, (PresenceNode Node, string User)> _connections = [];
    private readonly Dictionary<string, int> _told = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (PresenceNode node in _nodes) await node.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Views_RandomStepsAndAnnouncements_AreTheModelAtRest(int seed)
    {
        var random = new Random(seed);
        var presence = new MemoryPresence(_clock);
        for (int i = 0; i < Nodes; i++)
        {
            var store = new TroubledStore(new InMemoryPresenceStore(presence), random);
            PresenceNode node = await PresenceNode.StartAsync(store, _clock);
            _stores.Add(store);
            _nodes.Add(node);
            _alive.Add(node);
            _sessions.Add(await node.ListenAsync());
        }

        for (int step = 0; step < Steps; step++)
        {
            await StepAsync(random, step);
            if (random.Next(4) == 0) _stores[random.Next(Nodes)].Release();
            if (random.Next(20) == 0) _sessions.Add(await _alive[random.Next(_alive.Count)].ListenAsync());
            if (random.Next(10) == 0) _clock.Advance(TimeSpan.FromMilliseconds(300));
            if (step == Steps / 2) await KillAsync(_nodes[2]);
        }

        foreach (MemberListSession session in _sessions)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    // A lost last change shows when positions are compared; what is still on its way comes.
                    foreach (TroubledStore store in _stores) store.Release();
                    await TickAsync();
                    return IsTheModel(session);
                },
                $"the members {string.Join(",", Model())}; told were {string.Join(",", session.Members)}");
            session.Misfits.ShouldBeEmpty();
        }

        (await _alive[0].MembersAsync()).Order(StringComparer.Ordinal).ShouldBe(Model());
    }

    private async Task StepAsync(Random random, int step)
    {
        int what = random.Next(3);
        string[] there = [.. _connections.Keys];
        string clientId = there.Length == 0 ? "" : there[random.Next(there.Length)];
        if (what == 0 || there.Length == 0)
        {
            PresenceNode node = _alive[random.Next(_alive.Count)];
            string user = $"user-{random.Next(Users)}";
            clientId = $"c{step}";
            await PassTimeUntilAsync(node.JoinAsync(user, clientId, Info(step)));
            _connections[clientId] = (node, user);
            _told[user] = step;
        }
        else if (what == 1)
        {
            await _connections[clientId].Node.UpdateAsync(clientId, Info(step));
            _told[_connections[clientId].User] = step;
        }
        else
        {
            await _connections[clientId].Node.LeaveAsync(clientId);
            _connections.Remove(clientId);
        }
    }

    // A join waits for a moment for its own announcement, which may be lost.
    private async Task PassTimeUntilAsync(Task step)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                if (!step.IsCompleted) _clock.Advance(TimeSpan.FromMilliseconds(50));
                return step.IsCompleted;
            },
            "the step is over");
        await step;
    }

    // It sends no heartbeats any more, and what it had leaves with its leases.
    private async Task KillAsync(PresenceNode node)
    {
        _alive.Remove(node);
        foreach (string gone in _connections.Where(each => each.Value.Node == node).Select(each => each.Key).ToArray()) _connections.Remove(gone);
        for (TimeSpan passed = TimeSpan.Zero; passed <= node.Options.Presence.Lease; passed += node.Options.Presence.Tick) await TickAsync();
    }

    private async Task TickAsync()
    {
        _clock.Advance(_alive[0].Options.Presence.Tick);
        foreach (PresenceNode node in _alive)
        {
            await node.Hub.BeatAsync(CancellationToken.None);
            await node.Hub.SweepAsync(CancellationToken.None);
        }
    }

    private string[] Model() => [.. _connections.Values.Select(each => each.User).Distinct().Order(StringComparer.Ordinal)];

    private bool IsTheModel(MemberListSession session)
    {
        string[] model = Model();
        if (!session.Members.SequenceEqual(model)) return false;
        return model.All(user => JsonElement.Parse(session.Json(user)).GetProperty("n").GetInt32() == _told[user]);
    }

    private static string Info(int step) => string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{step}}}""");
}
