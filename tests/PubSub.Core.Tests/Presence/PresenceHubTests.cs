using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

public sealed class PresenceHubTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryPresence _presence;
    private PresenceNode _node = null!;
    private PresenceNode _other = null!;

    public PresenceHubTests() => _presence = new MemoryPresence(_clock);

    public async Task InitializeAsync()
    {
        _node = await StartAsync();
        _other = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Listen_SessionThatComes_IsToldWhoIsThereAndThenWhatChanges()
    {
        await _node.JoinAsync("ann", "a1");
        MemberListSession session = await _other.ListenAsync();
        await _node.JoinAsync("bob", "b1");
        await _node.UpdateAsync("a1", """{"status":"away"}""");
        await _node.LeaveAsync("b1");

        await session.SeesAsync("state ann", "Joined bob", "Updated ann", "Left bob");
    }

    [Fact]
    public async Task Listen_AfterOneJoined_IsNotToldOfItselfAgain()
    {
        MemberListSession first = await _node.ListenAsync();
        await _node.JoinAsync("ann", "a1");
        MemberListSession second = await _node.ListenAsync();
        await _node.JoinAsync("bob", "b1");

        await second.SeesAsync("state ann", "Joined bob");
        await first.SeesAsync("state ", "Joined ann", "Joined bob");
    }

    [Fact]
    public async Task Listen_SessionThatFallsBehind_IsToldWhoIsThere()
    {
        await using PresenceNode small = await StartAsync(options => options.Fanout.WindowEvents = 16);
        MemberListSession session = await small.ListenAsync();
        await session.SeesAsync("state ");
        session.Stall();
        for (int i = 0; i < 100; i++) await small.JoinAsync($"user-{i}", $"c{i}");
        session.Release();

        await Eventually.HoldsAsync(() => session.Members.Length == 100, "all members");
        session.Lines.Count(line => line.StartsWith("state", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
        session.Misfits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Listen_LastChangesThatWereNotAnnounced_AreToldWhenPositionsAreCompared()
    {
        var store = new TroubledStore(new InMemoryPresenceStore(_presence), new Random(1)) { IsMute = true };
        await using PresenceNode deaf = await PresenceNode.StartAsync(store, _clock);
        MemberListSession session = await deaf.ListenAsync();
        await session.SeesAsync("state ");
        await _node.JoinAsync("ann", "a1");
        await _node.JoinAsync("bob", "b1");
        await _node.LeaveAsync("a1");

        await Eventually.HoldsAsync(
            () =>
            {
                _clock.Advance(deaf.Options.Fanout.TopCheckPeriod);
                return session.Members.SequenceEqual(["bob"]);
            },
            "the node knows of bob");
        session.Lines.ShouldBe(["state ", "Joined bob"]);
    }

    [Fact]
    public async Task Listen_ManyWhileMembersComeAndGo_AllEndWithTheSameList()
    {
        using var stop = new CancellationTokenSource();
        Task churn = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await _node.JoinAsync($"user-{i % 7}", $"c{i}");
                if (i >= 5) await _node.LeaveAsync($"c{i - 5}");
            }
        });
        var sessions = new List<MemberListSession>();
        for (int i = 0; i < 200; i++) sessions.Add(await (i % 2 == 0 ? _node : _other).ListenAsync());
        await stop.CancelAsync();
        await churn;

        string[] members = [.. (await _node.MembersAsync()).Order(StringComparer.Ordinal)];
        foreach (MemberListSession session in sessions)
        {
            await session.HasAsync(members);
            session.Misfits.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Member_AsJson_IsFlatAndItsServersMembersCannotBeOverridden()
    {
        PresenceMember me = await _node.JoinAsync("ann", "a1", """{"name":"Ann","id":"root","clientId":"x","joinedAt":1,"updatedAt":1}""");

        JsonSerializer.Serialize(me, ContractJson.Strict).ShouldBe(
            """{"id":"ann","clientId":"a1","name":"Ann","joinedAt":"2026-01-15T10:30:00.000Z"}""");
        _clock.Advance(TimeSpan.FromMilliseconds(1500));
        JsonSerializer.Serialize(await _node.UpdateAsync("a1", """{"id":"root","status":"away"}"""), ContractJson.Strict).ShouldBe(
            """{"id":"ann","clientId":"a1","name":"Ann","status":"away","joinedAt":"2026-01-15T10:30:00.000Z","updatedAt":"2026-01-15T10:30:01.500Z"}""");
    }

    [Fact]
    public async Task Join_WhatTheServerSaysOfAUser_WinsOverTheClient()
    {
        ChannelDefinition told = Told(user => new { Name = "Ann", Email = user.Identity!.IsAuthenticated });
        await _node.JoinAsync("ann", "a1", """{"name":"Root","status":"here"}""", told);
        PresenceMember me = await _node.UpdateAsync("a1", """{"name":"Root","status":"away"}""");

        JsonSerializer.SerializeToElement(me, ContractJson.Strict).GetProperty("name").GetString().ShouldBe("Ann");
        JsonSerializer.SerializeToElement(me, ContractJson.Strict).GetProperty("status").GetString().ShouldBe("away");
    }

    [Fact]
    public async Task Join_SelectorOfTheHost_IsForChannelsWithoutOneOfTheirOwn()
    {
        _node.Options.Presence.UserInfo = _ => new { Name = "Host" };

        PresenceMember ann = await JoinedAsync("ann", PresenceNode.Chat);
        PresenceMember bob = await JoinedAsync("bob", Told(_ => new { Name = "Channel" }));
        PresenceMember cem = await JoinedAsync("cem", Told(_ => null));

        ann.Info["name"]!.Value.GetString().ShouldBe("Host");
        bob.Info["name"]!.Value.GetString().ShouldBe("Channel");
        cem.Info["name"]!.Value.GetString().ShouldBe("Root");

        async Task<PresenceMember> JoinedAsync(string user, ChannelDefinition channel)
        {
            await _node.JoinAsync(user, user, """{"name":"Root"}""", channel);
            return (await _node.Hub.GetMembersAsync(PresenceNode.Room)).Single(each => each.Id == user);
        }
    }

    [Fact]
    public async Task Join_SelectorThatThrows_IsRefusedAndLeavesNobodyBehind()
    {
        PubSubException error = await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1", null, Told(_ => throw new InvalidOperationException("secret"))));

        error.Code.ShouldBe(ErrorCode.InternalError);
        error.Message.ShouldNotContain("secret");
        (await _node.MembersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"x":"\ud800"}""")]
    public async Task Join_InfoThatIsNoObject_IsAnInvalidRequest(string info) =>
        (await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1", info))).Code.ShouldBe(ErrorCode.InvalidRequest);

    [Fact]
    public async Task Join_LargeInfo_IsRefusedWithoutRepeatingIt()
    {
        PubSubException error = await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1", $$"""{"x":"{{new string('s', 5000)}}"}"""));

        error.Code.ShouldBe(ErrorCode.PayloadTooLarge);
        error.Message.ShouldNotContain("sss");
    }

    [Fact]
    public async Task Join_FullChannel_IsRefusedWithItsCode()
    {
        await using PresenceNode small = await StartAsync(options => options.Presence.MaxMembersPerChannel = 1);
        await small.JoinAsync("ann", "a1");

        (await Should.ThrowAsync<PubSubException>(() => small.JoinAsync("bob", "b1"))).Code.ShouldBe(ErrorCode.ChannelFull);
    }

    [Fact]
    public async Task Join_AgainWithTooMuch_KeepsTheConnection()
    {
        await _node.JoinAsync("ann", "a1");
        await Should.ThrowAsync<PubSubException>(() => _node.JoinAsync("ann", "a1", $$"""{"x":"{{new string('s', 5000)}}"}"""));
        await TickAsync(_node, _node.Options.Presence.Lease * 2);

        (await _node.MembersAsync()).ShouldBe(["ann"]);
    }

    [Fact]
    public async Task Update_ConnectionThatHasNotJoined_IsNotAMember()
    {
        (await Should.ThrowAsync<PubSubException>(() => _node.UpdateAsync("a1", "{}"))).Code.ShouldBe(ErrorCode.NotMember);
        await _node.JoinAsync("ann", "a1");
        await _node.LeaveAsync("a1");

        (await Should.ThrowAsync<PubSubException>(() => _node.UpdateAsync("a1", "{}"))).Code.ShouldBe(ErrorCode.NotMember);
    }

    [Fact]
    public async Task Leave_ConnectionThatHasNotJoined_DoesNothing() => await _node.LeaveAsync("a1");

    [Fact]
    public async Task Tabs_OfOneUserOnTwoNodes_JoinAndLeaveOnce()
    {
        MemberListSession session = await _node.ListenAsync();
        await _node.JoinAsync("ann", "a1");
        await _other.JoinAsync("ann", "a2");
        await _node.LeaveAsync("a1");
        (await _other.MembersAsync()).ShouldBe(["ann"]);
        await _other.LeaveAsync("a2");

        await session.SeesAsync("state ", "Joined ann", "Left ann");
    }

    [Fact]
    public async Task Sweep_NodeThatSendsNoHeartbeats_ItsMembersLeaveWithinTheDocumentedTimeAndOnce()
    {
        MemberListSession session = await _node.ListenAsync();
        await _node.JoinAsync("ann", "a1");
        await _other.JoinAsync("bob", "b1");
        await TickAsync(_node, _node.Options.Presence.Lease + _node.Options.Presence.Tick);

        await session.SeesAsync("state ", "Joined ann", "Joined bob", "Left bob");
    }

    [Fact]
    public async Task Sweep_NodeThatSendsHeartbeats_KeepsItsMembers()
    {
        await _node.JoinAsync("ann", "a1");
        await TickAsync(_node, _node.Options.Presence.Lease * 3);

        (await _node.MembersAsync()).ShouldBe(["ann"]);
    }

    [Fact]
    public async Task Count_Members_AreThoseOfAllNodes()
    {
        await _node.JoinAsync("ann", "a1");
        await _other.JoinAsync("bob", "b1");
        await _other.JoinAsync("bob", "b2");

        (await _node.Hub.CountAsync(PresenceNode.Room)).ShouldBe(2);
    }

    private static ChannelDefinition Told(Func<System.Security.Claims.ClaimsPrincipal, object?> select) =>
        new(PresenceNode.Chat.Template, PresenceNode.Chat.ClrType) { HasPresence = true, Options = new ChannelOptions { UserInfo = select } };

    private async Task TickAsync(PresenceNode node, TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += node.Options.Presence.Tick)
        {
            _clock.Advance(node.Options.Presence.Tick);
            await node.Hub.BeatAsync(CancellationToken.None);
            await node.Hub.SweepAsync(CancellationToken.None);
        }
    }

    private Task<PresenceNode> StartAsync(Action<PubSubOptions>? configure = null) => PresenceNode.StartAsync(new InMemoryPresenceStore(_presence), _clock, configure);
}
