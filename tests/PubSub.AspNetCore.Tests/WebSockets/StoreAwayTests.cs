using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Channels;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What a client is answered while the store of members fails.</summary>
public sealed class StoreAwayTests : SocketTestBase
{
    private static readonly ChannelName s_room = ChannelName.Parse("presence-room");
    private readonly HeldPresenceStore _store = new();

    private IChannels Channels => Host.Host.Services.GetRequiredService<IChannels>();

    protected override void Configure(TestHostSettings settings) =>
        settings.Services.Add(services => services.AddSingleton<IPresenceStore>(_store));

    [Fact]
    public async Task Join_StoreAway_AnswersJoinFailedAndIsNotIn()
    {
        await using SocketClient ann = await ConnectAsync("ann");
        TakeStoreAway();

        (await ann.AskAsync("""{"type":"join","requestId":"r","channel":"presence-room"}""")).ShouldBeError("JOIN_FAILED", "r", retryAfterMs: 1000);

        (await ann.AskAsync("""{"type":"leave","channel":"presence-room"}""")).ShouldBeError("NOT_MEMBER");
        Channels.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Join_StoreIsBack_Joins()
    {
        await using SocketClient ann = await ConnectAsync("ann");
        TakeStoreAway();
        await ann.AskAsync("""{"type":"join","channel":"presence-room"}""");
        _store.Failure = null;

        (await ann.AskAsync("""{"type":"join","channel":"presence-room"}""")).GetProperty("members").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Update_StoreAway_AnswersUpdateFailedAndStaysIn()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        TakeStoreAway();

        (await ann.AskAsync("""{"type":"channel:update","requestId":"r","channel":"presence-room","userInfo":{"status":"away"}}"""))
            .ShouldBeError("UPDATE_FAILED", "r", retryAfterMs: 1000);

        (await ann.AskAsync("""{"type":"channel:message","channel":"presence-room","event":"e"}""")).GetProperty("type").GetString().ShouldBe("channel:sent");
    }

    [Fact]
    public async Task Leave_StoreAway_AnswersLeaveFailedAndNothingMoreComes()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        TakeStoreAway();

        // The channel is left all the same: there is nothing to try again.
        (await ann.AskAsync("""{"type":"leave","requestId":"r","channel":"presence-room"}""")).ShouldBeError("LEAVE_FAILED", "r");

        await Channels.BroadcastAsync(s_room, "late", new { });
        (await ann.AskAsync("""{"type":"join","channel":"public-other"}""")).GetProperty("channel").GetString().ShouldBe("public-other");
        (await ann.AskAsync("""{"type":"leave","channel":"presence-room"}""")).ShouldBeError("NOT_MEMBER");
    }

    [Fact]
    public async Task Leave_StoreAway_IsOutOfTheDirectory()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        TakeStoreAway();

        await ann.AskAsync("""{"type":"leave","channel":"presence-room"}""");

        await Eventually.HoldsAsync(() => Channels.List().Count == 0, "the channel is not listed any more");
    }

    private void TakeStoreAway() => _store.Failure = new IOException("The store is away.");
}
