using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Channels;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What a client is told where the store loses members or does not answer, and where it asks again for what it has.</summary>
public sealed class PresenceTroubleTests : SocketTestBase
{
    private static readonly ChannelName s_room = ChannelName.Parse("presence-room");
    private readonly HeldPresenceStore _store = new();
    private volatile bool _mayRead = true;

    private PresenceHub Presence => Host.Host.Services.GetRequiredService<PresenceHub>();

    protected override void Configure(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddSingleton<IPresenceStore>(_store));
        settings.PubSub.Add(options => options.Guard("room", AccessRule.When(_ => _mayRead)));
        settings.Http.Add(options => options.WebSocket.MaxChannels = 4);
        settings.Http.Add(options => options.WebSocket.JoinsPerSecond = 1);
    }

    [Fact]
    public async Task PutBack_OfLostMembers_IsToldToThemselvesToo()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        await using SocketClient bob = await JoinAsync("presence-room", "bob");
        (await ann.ReceiveAsync()).GetProperty("member").GetProperty("id").GetString().ShouldBe("bob");
        await _store.ForgetAsync(s_room);
        await Presence.BeatAsync(CancellationToken.None);

        foreach (SocketClient client in new[] { ann, bob })
        {
            var members = new HashSet<string?> { "ann", "bob" };
            for (int changes = 0; changes < 4; changes++)
            {
                JsonElement change = await client.ReceiveAsync();
                string? id = change.GetProperty("member").GetProperty("id").GetString();
                bool fits = change.GetProperty("type").GetString() == "presence:member_left" ? members.Remove(id) : members.Add(id);
                fits.ShouldBeTrue(change.GetRawText());
            }

            members.ShouldBe(["ann", "bob"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Update_AfterAnotherTabsThatIsToldLater_IsToldInItsPlace()
    {
        await using SocketClient one = await JoinAsync("presence-room", "ann");
        await using SocketClient two = await JoinAsync("presence-room", "ann");
        _store.HoldChanges();
        await one.AskAsync("""{"type":"channel:update","channel":"presence-room","userInfo":{"status":"first"}}""");
        await two.AskAsync("""{"type":"channel:update","channel":"presence-room","userInfo":{"status":"second"}}""");
        _store.TellHeld();

        (await two.ReceiveAsync("presence:member_updated")).GetProperty("member").GetProperty("status").GetString().ShouldBe("first");
        (await two.ReceiveAsync("presence:member_updated")).GetProperty("member").GetProperty("status").GetString().ShouldBe("second");
    }

    [Fact]
    public async Task Message_OfMemberThatWasLost_CountsTheOthers()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        await _store.ForgetAsync(s_room);
        await ann.ReceiveAsync("presence:member_left");

        (await ann.AskAsync("""{"type":"channel:message","channel":"presence-room","event":"hello"}""")).GetProperty("delivered").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Leave_ConnectionThatBreaksMeanwhile_IsOutOfTheDirectory()
    {
        var channels = Host.Host.Services.GetRequiredService<IChannels>();
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        await Eventually.HoldsAsync(() => channels.List().Count == 1, "the channel is listed");
        var mayLeave = new TaskCompletionSource();
        _store.MayLeave = mayLeave.Task;
        await ann.SendAsync("""{"type":"leave","channel":"presence-room"}""");
        ann.Abort();

        await Eventually.HoldsAsync(() => channels.List().Count == 0, "the channel is not listed any more");
        mayLeave.SetResult();
        await Eventually.HoldsAsync(async () => await _store.CountAsync(s_room, CancellationToken.None) == 0, "the member has left");
    }

    [Fact]
    public async Task Join_AgainWhoMayNoLongerRead_IsForbidden()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        _mayRead = false;

        (await ann.AskAsync("""{"type":"join","channel":"presence-room","userInfo":{"status":"back"}}""")).ShouldBeError("FORBIDDEN");
    }

    [Fact]
    public async Task Join_AgainOfMemberThatWasLost_TellsWhoItIs()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        await ann.AskAsync("""{"type":"channel:update","channel":"presence-room","userInfo":{"status":"here"}}""");
        await _store.ForgetAsync(s_room);
        await ann.ReceiveAsync("presence:member_left");

        JsonElement joined = await ann.AskAsync("""{"type":"join","channel":"presence-room"}""");

        joined.GetProperty("members").GetArrayLength().ShouldBe(0);
        joined.GetProperty("me").GetProperty("id").GetString().ShouldBe("ann");
        joined.GetProperty("me").GetProperty("status").GetString().ShouldBe("here");
    }

    [Fact]
    public async Task Join_AgainOverAndOver_IsRateLimited()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        var codes = new List<string?>();
        for (int i = 0; i < 20; i++)
        {
            JsonElement answer = await ann.AskAsync("""{"type":"join","channel":"presence-room"}""");
            codes.Add(answer.TryGetProperty("code", out JsonElement code) ? code.GetString() : null);
        }

        codes.ShouldContain("RATE_LIMITED");
    }

    [Fact]
    public async Task Join_AgainWithNothingNew_IsNoUpdate()
    {
        await using SocketClient bob = await JoinAsync("presence-room", "bob");
        await using SocketClient ann = await ConnectAsync("ann");
        const string Join = """{"type":"join","channel":"presence-room","userInfo":{"status":"here"}}""";
        await ann.AskAsync(Join);
        await bob.ReceiveAsync("presence:member_joined");
        (await ann.AskAsync(Join)).GetProperty("me").TryGetProperty("updatedAt", out _).ShouldBeFalse();
        await ann.AskAsync("""{"type":"channel:message","channel":"presence-room","event":"hello"}""");

        (await bob.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("channel:message");
    }
}
