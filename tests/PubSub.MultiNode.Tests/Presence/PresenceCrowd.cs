using System.Collections.Concurrent;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Presence;

/// <summary>Users with tabs on several nodes, and the model of who is where: a member is in a room while any of its tabs is.</summary>
internal sealed class PresenceCrowd(IReadOnlyList<NodeProcess> nodes, int users, int rooms, int seed) : IAsyncDisposable
{
    private const int MostTabs = 4;
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<PresenceTab, byte> _open = new();
    private readonly ConcurrentQueue<PresenceTab> _all = new();
    private IReadOnlyList<NodeProcess> _nodes = nodes;

    public IReadOnlyCollection<PresenceTab> Open => (IReadOnlyCollection<PresenceTab>)_open.Keys;

    /// <summary>How often any tab was told that somebody has left.</summary>
    public int Departures => _all.Sum(tab => tab.Departures);

    /// <summary>Every user opens from one to four tabs on nodes of chance.</summary>
    public Task EnterAsync() => ForEachUserAsync(seed, async (user, chance) =>
    {
        int tabs = chance.Next(1, MostTabs + 1);
        for (int i = 0; i < tabs; i++) await OpenAsync(user, chance);
    });

    /// <summary>Somebody new comes into each room.</summary>
    public async Task WelcomeAsync()
    {
        for (int room = 0; room < rooms; room++) await OpenAsync(users + room, new Random(seed + room));
    }

    /// <summary>Every user closes, cuts and opens tabs at random, one step after the other.</summary>
    public Task WanderAsync(int steps) => ForEachUserAsync(seed + 1, async (user, chance) =>
    {
        for (int i = 0; i < steps; i++)
        {
            PresenceTab[] own = [.. Open.Where(tab => tab.User == NameOf(user))];
            if (own.Length == 0 || (own.Length < MostTabs && chance.Next(2) == 0))
            {
                await OpenAsync(user, chance);
                continue;
            }

            PresenceTab tab = own[chance.Next(own.Length)];
            _open.TryRemove(tab, out _);
            await (chance.Next(2) == 0 ? tab.CloseAsync() : tab.CutAsync());
        }
    });

    /// <summary>Takes note that a node is gone, and its tabs with it.</summary>
    public void Lose(NodeProcess node)
    {
        _nodes = [.. _nodes.Where(each => each != node)];
        foreach (PresenceTab tab in Open.Where(tab => tab.Server == node.BaseAddress)) _open.TryRemove(tab, out _);
    }

    /// <summary>Returns when every open tab's list is the model's.</summary>
    public async Task RestAsync()
    {
        try
        {
            await Eventually.HoldsAsync(() => Wrong() is null);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(Wrong() ?? "It came to rest too late.", error);
        }
    }

    /// <summary>Whatever any tab was told that cannot be.</summary>
    public IEnumerable<string> Impossible => _all.SelectMany(tab => tab.Impossible);

    public async ValueTask DisposeAsync()
    {
        foreach (PresenceTab tab in _all) await tab.DisposeAsync();
    }

    private static string NameOf(int user) => $"user-{user}";

    private async Task OpenAsync(int user, Random chance)
    {
        PresenceTab tab = await PresenceTab.OpenAsync(_nodes[chance.Next(_nodes.Count)], NameOf(user), $"presence-room-{user % rooms}");
        _all.Enqueue(tab);
        _open[tab] = 0;
    }

    private Task ForEachUserAsync(int from, Func<int, Random, Task> act) => Parallel.ForEachAsync(
        Enumerable.Range(0, users), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (user, _) => await act(user, new Random(from * users + user)));

    // What the first tab has that is not as the model says, or null.
    private string? Wrong()
    {
        Dictionary<string, HashSet<string>> model = Open.GroupBy(tab => tab.Room).ToDictionary(room => room.Key, room => room.Select(tab => tab.User).ToHashSet());
        PresenceTab? wrong = Open.FirstOrDefault(tab => !tab.Lists(model[tab.Room]));
        return wrong is null ? null : $"{wrong.User} at {wrong.Server} lists in {wrong.Room}:\n{wrong.Describe()}\nand there are:\n{string.Join(' ', model[wrong.Room].Order(StringComparer.Ordinal))}";
    }
}
