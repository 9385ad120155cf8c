using System.Collections.Concurrent;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Presence;

/// <summary>
/// Users with tabs on several nodes, and the model of who is where and tells what: a member is in a room while any of its tabs is, and tells what its user said last.
/// The steps of a user are taken one after the other, those of several users at once.
/// </summary>
internal sealed class PresenceCrowd(IReadOnlyList<NodeProcess> nodes, int users, int rooms, int seed) : IAsyncDisposable
{
    private const int MostTabs = 4;

    private readonly ConcurrentDictionary<PresenceTab, byte> _open = new();
    private readonly ConcurrentQueue<PresenceTab> _all = new();
    private readonly ConcurrentDictionary<string, int> _told = new();
    private volatile NodeProcess[] _nodes = [.. nodes];
    private int _lastTold;

    public IReadOnlyCollection<PresenceTab> Open => (IReadOnlyCollection<PresenceTab>)_open.Keys;

    /// <summary>How often any tab was told that somebody has left.</summary>
    public int Departures => _all.Sum(tab => tab.Departures);

    /// <summary>Whatever any tab was told that cannot be.</summary>
    public IEnumerable<string> Impossible => _all.SelectMany(tab => tab.Impossible);

    /// <summary>Every user opens from one to four tabs on nodes of chance.</summary>
    public Task EnterAsync() => ForEachUserAsync(seed, atOnce: 16, async (user, chance) =>
    {
        int tabs = chance.Next(1, MostTabs + 1);
        for (int i = 0; i < tabs; i++) await OpenAsync(user, chance);
    });

    /// <summary>Somebody new comes into each room.</summary>
    public async Task WelcomeAsync()
    {
        for (int room = 0; room < rooms; room++) await OpenAsync(users + room, new Random(seed + room));
    }

    /// <summary>Every user opens, closes and cuts tabs, leaves and comes back, and tells something else, at random.</summary>
    /// <param name="steps">How many steps each takes.</param>
    /// <param name="atOnce">How many users take a step at the same time.</param>
    public Task WanderAsync(int steps, int atOnce = 16) => ForEachUserAsync(seed + 1, atOnce, async (user, chance) =>
    {
        for (int i = 0; i < steps; i++)
        {
            PresenceTab[] own = [.. Open.Where(tab => tab.User == NameOf(user))];
            int what = own.Length == 0 ? 0 : own.Length == MostTabs ? chance.Next(1, 5) : chance.Next(6);
            if (what is 0 or 5) await OpenAsync(user, chance);
            else await StepAsync(own[chance.Next(own.Length)], what, user, chance);
        }
    });

    /// <summary>Takes note that a node is about to be lost, and its tabs with it.</summary>
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

    /// <summary>The members of each room, with what each told last.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, int>> Model() =>
        Open.GroupBy(tab => tab.Room).ToDictionary(room => room.Key, room => room.Select(tab => tab.User).Distinct().ToDictionary(user => user, user => _told[user]));

    public async ValueTask DisposeAsync()
    {
        foreach (PresenceTab tab in _all) await tab.DisposeAsync();
    }

    private static string NameOf(int user) => $"user-{user}";

    private async Task StepAsync(PresenceTab tab, int what, int user, Random chance)
    {
        bool stays = what > 2;
        if (!stays) _open.TryRemove(tab, out _);
        try
        {
            switch (what)
            {
                case 1:
                    await tab.CloseAsync();
                    break;
                case 2:
                    await tab.CutAsync();
                    break;
                case 3:
                    await SayAsync(user, tab.TellAsync);
                    break;
                default:
                    await tab.LeaveAsync();
                    await SayAsync(user, tab.JoinAsync);
                    break;
            }
        }
        catch (Exception) when (IsLost(tab.Server))
        {
            // Whether it came about is not known. The user says something else, elsewhere.
            _open.TryRemove(tab, out _);
            if (stays) await OpenAsync(user, chance);
        }
    }

    private async Task OpenAsync(int user, Random chance)
    {
        while (true)
        {
            NodeProcess[] there = _nodes;
            NodeProcess node = there[chance.Next(there.Length)];
            try
            {
                await SayAsync(user, async told =>
                {
                    PresenceTab tab = await PresenceTab.OpenAsync(node, NameOf(user), $"presence-room-{user % rooms}", told);
                    _all.Enqueue(tab);
                    _open[tab] = 0;
                    if (IsLost(tab.Server)) _open.TryRemove(tab, out _);
                });
                return;
            }
            catch (Exception) when (IsLost(node.BaseAddress))
            {
                // Another node takes the user.
            }
        }
    }

    // What a user says is the model's once the store has taken it.
    private async Task SayAsync(int user, Func<int, Task> say)
    {
        int told = Interlocked.Increment(ref _lastTold);
        await say(told);
        _told[NameOf(user)] = told;
    }

    private bool IsLost(Uri server) => !Array.Exists(_nodes, each => each.BaseAddress == server);

    private Task ForEachUserAsync(int from, int atOnce, Func<int, Random, Task> act) => Parallel.ForEachAsync(
        Enumerable.Range(0, users), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (user, _) => await act(user, new Random((from * users) + user)));

    // What the first tab has that is not as the model says, or null.
    private string? Wrong()
    {
        IReadOnlyDictionary<string, Dictionary<string, int>> model = Model();
        PresenceTab? wrong = Open.FirstOrDefault(tab => !tab.Lists(model[tab.Room]));
        return wrong is null ? null : $"{wrong.User} at {wrong.Server} lists in {wrong.Room}:\n{wrong.Describe()}\nand there are:\n{string.Join(' ', model[wrong.Room].OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}"))}";
    }
}
