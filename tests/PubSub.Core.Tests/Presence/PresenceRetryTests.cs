using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>Steps that the store does not answer, and what the same connection does next.</summary>
public sealed class PresenceRetryTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TroubledStore _store;
    private PresenceNode _node = null!;

    public PresenceRetryTests() => _store = new TroubledStore(new InMemoryPresenceStore(new MemoryPresence(_clock)), new Random(1));

    public async Task InitializeAsync() => _node = await PresenceNode.StartAsync(_store, _clock);

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_AfterAJoinThatFailed_IsThere(bool cameAbout)
    {
        Fail(cameAbout);
        (await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1"))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        Heal();
        await _node.JoinAsync("ann", "a1");

        await ShouldStayAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_AfterALeaveThatFailed_IsThere(bool cameAbout)
    {
        await _node.JoinAsync("ann", "a1");
        Fail(cameAbout);
        (await Should.ThrowAsync<PubSubException>(() => _node.LeaveAsync("a1"))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
        Heal();
        await _node.JoinAsync("ann", "a1");

        await ShouldStayAsync();
    }

    [Fact]
    public async Task Join_WhileWhatLeftCannotBeRemoved_IsRefused()
    {
        await _node.JoinAsync("ann", "a1");
        Fail(cameAbout: false);
        await Should.ThrowAsync<PubSubException>(() => _node.LeaveAsync("a1"));

        (await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1"))).Code.ShouldBe(ErrorCode.BrokerUnavailable);
    }

    [Fact]
    public async Task Join_WhoseWaitIsCancelled_IsUndoneWithoutAHeartbeat()
    {
        var isThere = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        _store.After = () =>
        {
            isThere.TrySetResult();
            return answer.Task;
        };
        using var cancel = new CancellationTokenSource();
        Task joining = _node.Hub.JoinAsync(PresenceNode.Room, PresenceNode.Chat, PresenceNode.User("ann"), "a1", null, cancel.Token).AsTask();
        await isThere.Task;
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => joining);

        await Eventually.HoldsAsync(async () => (await _node.MembersAsync()).Length == 0, "nobody is left behind");
        answer.SetResult();
    }

    [Fact]
    public async Task Leave_WhoseWaitIsCancelled_LeavesAllTheSame()
    {
        await _node.JoinAsync("ann", "a1");
        var mayGo = new TaskCompletionSource();
        _store.Before = () => mayGo.Task;
        using var cancel = new CancellationTokenSource();
        Task leaving = _node.Hub.LeaveAsync(PresenceNode.Room, "a1", cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        mayGo.SetResult();

        await Eventually.HoldsAsync(async () => (await _node.MembersAsync()).Length == 0, "nobody is left behind");
    }

    [Fact]
    public async Task RemoveGone_OneThatCannotBeRemoved_KeepsNoneOfTheOthers()
    {
        foreach (string client in new[] { "a1", "b1", "c1" }) await _node.JoinAsync(client, client);
        Fail(cameAbout: false);
        foreach (string client in new[] { "a1", "b1", "c1" }) await Should.ThrowAsync<PubSubException>(() => _node.LeaveAsync(client));
        int calls = 0;
        _store.Before = () => Interlocked.Increment(ref calls) == 1 ? Task.FromException(new IOException("away")) : Task.CompletedTask;
        await _node.Hub.RemoveGoneAsync(CancellationToken.None);

        (await _node.MembersAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Join_OverAndOverWhileTheStoreIsAway_LeavesNoMoreToRemoveThanTheBound()
    {
        _node.Options.Fanout.MaxSessions = 5;
        Fail(cameAbout: false);
        for (int i = 0; i < 50; i++) await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", $"a{i}"));

        (await RemovalsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task Leave_OfManyWhileTheStoreIsAway_LeavesWhatIsBeyondTheBoundToTheLease()
    {
        _node.Options.Fanout.MaxSessions = 5;
        for (int i = 0; i < 20; i++) await _node.JoinAsync($"user-{i}", $"a{i}");
        Fail(cameAbout: false);
        for (int i = 0; i < 20; i++) await Should.ThrowAsync<PubSubException>(() => _node.LeaveAsync($"a{i}"));
        (await RemovalsAsync()).ShouldBe(5);
        (await _node.MembersAsync()).Length.ShouldBe(15);
        for (TimeSpan passed = TimeSpan.Zero; passed <= _node.Options.Presence.Lease; passed += _node.Options.Presence.Tick)
        {
            await _node.Hub.BeatAsync(CancellationToken.None);
            await _node.Hub.SweepAsync(CancellationToken.None);
            _clock.Advance(_node.Options.Presence.Tick);
        }

        await _node.Hub.SweepAsync(CancellationToken.None);
        (await _node.MembersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Join_ThatTheStoreRefuses_LeavesNothingToRemove()
    {
        _node.Options.Presence.MaxMembersPerChannel = 1;
        await _node.JoinAsync("ann", "a1");
        int calls = 0;
        _store.Before = () =>
        {
            calls++;
            return Task.CompletedTask;
        };

        (await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("bob", "b1"))).Code.ShouldBe(ErrorCode.ChannelFull);

        calls.ShouldBe(1);
        (await RemovalsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Join_CancelledBeforeTheStoreIsAsked_LeavesNothingToRemove()
    {
        int calls = 0;
        _store.Before = () =>
        {
            calls++;
            return Task.CompletedTask;
        };

        await Should.ThrowAsync<OperationCanceledException>(
            () => _node.Hub.JoinAsync(PresenceNode.Room, PresenceNode.Chat, PresenceNode.User("ann"), "a1", null, new CancellationToken(canceled: true)).AsTask());

        calls.ShouldBe(0);
    }

    // How many connections that have left are known when the store is there again.
    private async Task<int> RemovalsAsync()
    {
        int removals = 0;
        _store.Before = () =>
        {
            Interlocked.Increment(ref removals);
            return Task.CompletedTask;
        };
        await _node.Hub.RemoveGoneAsync(CancellationToken.None);
        return removals;
    }

    private static Task FailAsync() => Task.FromException(new IOException("away"));

    private void Fail(bool cameAbout)
    {
        _store.Before = cameAbout ? null : FailAsync;
        _store.After = cameAbout ? FailAsync : null;
    }

    private void Heal() => _store.Before = _store.After = null;

    private async Task ShouldStayAsync()
    {
        (await _node.MembersAsync()).ShouldBe(["ann"]);
        for (int i = 0; i < 4; i++)
        {
            _clock.Advance(_node.Options.Presence.Heartbeat);
            await _node.Hub.BeatAsync(CancellationToken.None);
            await _node.Hub.RemoveGoneAsync(CancellationToken.None);
            await _node.Hub.SweepAsync(CancellationToken.None);
        }

        (await _node.MembersAsync()).ShouldBe(["ann"]);
        await _node.UpdateAsync("a1", """{"status":"away"}""");
    }
}
