using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>What a heartbeat does for connections of many channels, some of which the store does not take.</summary>
public sealed class PresenceBeatTests
{
    private static readonly ChannelName s_broken = ChannelName.Parse("chat:broken");

    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryPresence _presence;
    private string _failing = "";
    private bool _failsEverywhere;

    public PresenceBeatTests() => _presence = new MemoryPresence(_clock);

    [Fact]
    public async Task Beat_PartThatFails_KeepsTheOtherPartsRenewed()
    {
        await using PresenceNode node = await StartAsync(static channel => channel == s_broken ? 1 : 0);
        for (int i = 0; i < 600; i++) await JoinAsync(node, s_broken, $"b{i}");
        for (int i = 0; i < 600; i++) await JoinAsync(node, PresenceNode.Room, $"c{i}");
        _failing = nameof(IPresenceStore.BeatAsync);

        await TickAsync(node, node.Options.Presence.Lease * 2);

        (await node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(600);
        (await node.Hub.CountAsync(s_broken)).ShouldBe(0);
    }

    [Fact]
    public async Task Beat_ChannelThatCannotBePutBack_KeepsTheOthersPutBackAndIsTold()
    {
        await using PresenceNode node = await StartAsync();
        await JoinAsync(node, s_broken, "b1");
        for (int i = 0; i < 50; i++) await JoinAsync(node, PresenceNode.Room, $"c{i}");
        await LoseAllAsync(node);
        _failing = nameof(IPresenceStore.JoinAsync);

        (await Should.ThrowAsync<PubSubException>(() => node.Hub.BeatAsync(CancellationToken.None))).Code.ShouldBe(ErrorCode.BrokerUnavailable);

        (await node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(50);
    }

    [Fact]
    public async Task RemoveGone_LeaveThatCannotBeMadeGood_KeepsNoOtherWaiting()
    {
        await using PresenceNode node = await StartAsync();
        await JoinAsync(node, s_broken, "b1");
        await JoinAsync(node, PresenceNode.Room, "c1");
        _failing = nameof(IPresenceStore.LeaveAsync);
        _failsEverywhere = true;
        await node.Hub.EndAsync(s_broken, "b1");
        await node.Hub.EndAsync(PresenceNode.Room, "c1");
        _failsEverywhere = false;

        await node.Hub.RemoveGoneAsync(CancellationToken.None);

        (await node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(0);
    }

    [Fact]
    public async Task Beat_ManyToPutBack_AreNotPutBackOneAfterTheOther()
    {
        const int Together = 8;
        int waiting = 0;
        bool isBack = false;
        var gathered = new TaskCompletionSource();
        var store = new PartedStore(new InMemoryPresenceStore(_presence), async (call, _) =>
        {
            if (!isBack || call != nameof(IPresenceStore.JoinAsync)) return;
            if (Interlocked.Increment(ref waiting) == Together) gathered.SetResult();
            await gathered.Task;
        });
        await using PresenceNode node = await PresenceNode.StartAsync(store, _clock);
        for (int i = 0; i < 100; i++) await JoinAsync(node, PresenceNode.Room, $"c{i}");
        await LoseAllAsync(node);
        isBack = true;

        await node.Hub.BeatAsync(CancellationToken.None).WaitAsync(Eventually.Limit);

        (await node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(100);
    }

    [Fact]
    public async Task Watch_PartThatFails_KeepsTheOthersCompared()
    {
        var muted = new TroubledStore(new InMemoryPresenceStore(_presence), new Random(1)) { IsMute = true };
        await using PresenceNode node = await StartAsync(static channel => channel == s_broken ? 1 : 0, behind: muted);
        await node.Fanout.PrepareAsync([PresenceHub.Listen(s_broken, PresenceNode.Chat)], CancellationToken.None);
        MemberListSession session = await node.ListenAsync();
        _failing = nameof(IPresenceStore.GetPositionsAsync);
        await using PresenceNode other = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        await other.JoinAsync("ann", "a1");

        await Eventually.HoldsAsync(
            () =>
            {
                _clock.Advance(node.Options.Fanout.TopCheckPeriod);
                return session.Members.SequenceEqual(["ann"]);
            },
            "the node knows of ann");
    }

    [Fact]
    public async Task Beat_TabThatKnowsLess_LaysNothingOverWhatItsUserSaidSince()
    {
        await using PresenceNode node = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        await using PresenceNode other = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        await node.JoinAsync("ann", "a1", """{"status":"online"}""");
        await other.JoinAsync("ann", "a2");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await node.UpdateAsync("a1", """{"status":"away"}""");
        // Only the second tab's lease lapses.
        await TickAsync(node, node.Options.Presence.Lease + node.Options.Presence.Tick);
        MemberListSession session = await node.ListenAsync();

        await other.Hub.BeatAsync(CancellationToken.None);
        await node.JoinAsync("bob", "b1");

        await session.SeesAsync("state ann", "Joined bob");
        session.Json("ann").ShouldContain("away");
    }

    [Fact]
    public async Task Beat_StoreThatHasLostAll_PutsBackWhatAnotherTabSaidLast()
    {
        await using PresenceNode node = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        MemberListSession session = await node.ListenAsync();
        await node.JoinAsync("ann", "a1", """{"status":"online"}""");
        await node.JoinAsync("ann", "a2");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await node.UpdateAsync("a2", """{"status":"away"}""");
        await node.LeaveAsync("a2");
        await node.Hub.BeatAsync(CancellationToken.None);
        await LoseAllAsync(node);

        await node.Hub.BeatAsync(CancellationToken.None);

        await session.SeesAsync("state ", "Joined ann", "Updated ann", "Left ann", "Joined ann");
        session.Json("ann").ShouldContain("away");
    }

    [Fact]
    public async Task Beat_MemberThatTheStoreHasLost_JoinsAgainWithWhatItTold()
    {
        await using PresenceNode node = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        await node.JoinAsync("bob", "b1", """{"name":"Bob"}""");
        await node.UpdateAsync("b1", """{"status":"away"}""");
        await LoseAllAsync(node);
        MemberListSession session = await node.ListenAsync();
        await session.SeesAsync("state ");
        await node.Hub.BeatAsync(CancellationToken.None);

        await session.SeesAsync("state ", "Joined bob");
        session.Json("bob").ShouldBe("""{"id":"bob","clientId":"b1","name":"Bob","status":"away","joinedAt":"2026-01-15T10:30:00.000Z","updatedAt":"2026-01-15T10:30:00.000Z"}""");
    }

    [Fact]
    public async Task Update_MemberThatTheStoreHasLost_JoinsAgainAndIsUpdated()
    {
        await using PresenceNode node = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        await node.JoinAsync("bob", "b1");
        await LoseAllAsync(node);
        await node.UpdateAsync("b1", """{"status":"back"}""");

        (await node.MembersAsync()).ShouldBe(["bob"]);
    }

    [Fact]
    public async Task Listen_ContinuityLostWhileTheListIsRead_ReadsItAgain()
    {
        var isRead = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        var muted = new TroubledStore(new InMemoryPresenceStore(_presence), new Random(1)) { IsMute = true };
        await using PresenceNode node = await PresenceNode.StartAsync(new PartedStore(muted, async (call, _) =>
        {
            if (call != nameof(IPresenceStore.GetAsync)) return;
            isRead.TrySetResult();
            await mayAnswer.Task;
        }), _clock);
        await using PresenceNode other = await PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock);
        Task<MemberListSession> listening = node.ListenAsync();
        await isRead.Task;
        await other.JoinAsync("ann", "a1");
        ((IPresenceSink)node.Feed).OnContinuityLost(null);
        mayAnswer.SetResult();

        await (await listening).HasAsync("ann");
    }

    private Task<PresenceNode> StartAsync(Func<ChannelName, int>? partOf = null, IPresenceStore? behind = null) => PresenceNode.StartAsync(
        new PartedStore(
            behind ?? new InMemoryPresenceStore(_presence),
            (call, channel) => call == _failing && (_failsEverywhere || channel == s_broken) ? throw new InvalidOperationException("Broken.") : Task.CompletedTask,
            partOf),
        _clock);

    private static async Task JoinAsync(PresenceNode node, ChannelName channel, string clientId) =>
        await node.Hub.JoinAsync(channel, PresenceNode.Chat, PresenceNode.User(clientId), clientId, null, CancellationToken.None);

    // As a node that was cut off for long finds them.
    private async Task LoseAllAsync(PresenceNode node)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed <= node.Options.Presence.Lease; passed += node.Options.Presence.Tick)
        {
            _clock.Advance(node.Options.Presence.Tick);
            await node.Hub.SweepAsync(CancellationToken.None);
        }

        (await node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(0);
    }

    private async Task TickAsync(PresenceNode node, TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += node.Options.Presence.Tick)
        {
            _clock.Advance(node.Options.Presence.Tick);
            try
            {
                await node.Hub.BeatAsync(CancellationToken.None);
            }
            catch (PubSubException)
            {
                // Of the part that fails; the heart logs it and goes on.
            }

            await node.Hub.SweepAsync(CancellationToken.None);
        }
    }
}
