using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Channels;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What server code may ask of channels, as the protocol's API reference has it.</summary>
public sealed class ChannelsTests : SocketTestBase
{
    private readonly RecordingObserver _observer = new();

    private IChannels Channels => Host.Host.Services.GetRequiredService<IChannels>();

    protected override void Configure(TestHostSettings settings) =>
        settings.Services.Add(services => services.AddSingleton<IChannelObserver>(new FailingObserver()).AddSingleton<IChannelObserver>(_observer));

    [Fact]
    public async Task Get_PresenceChannel_HasItsMembers()
    {
        await using SocketClient client = await JoinAsync("presence-room", "ann");

        ChannelInfo channel = (await Channels.GetAsync(ChannelName.Parse("presence-room"))).ShouldNotBeNull();

        channel.Type.ShouldBe(ChannelType.Presence);
        channel.MemberCount.ShouldBe(1);
        channel.Members.ShouldNotBeNull().Single().Id.ShouldBe("ann");
        channel.CreatedAt.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Get_ChannelThatNobodyIsIn_IsNull()
    {
        (await Channels.GetAsync(ChannelName.Parse("presence-room"))).ShouldBeNull();
        (await Channels.GetAsync(ChannelName.Parse("public-room"))).ShouldBeNull();
    }

    [Fact]
    public async Task List_ByTypeAndPrefix_HasThoseOnly()
    {
        await using SocketClient first = await JoinAsync("presence-chat-1", "ann");
        await using SocketClient second = await JoinAsync("presence-room", "ann");
        await using SocketClient third = await JoinAsync("public-chat");
        await Eventually.HoldsAsync(() => Channels.List().Count == 3);

        Channels.List().Select(c => c.Name.Value).ShouldBe(["presence-chat-1", "presence-room", "public-chat"]);
        Channels.List(ChannelType.Presence).Select(c => c.Name.Value).ShouldBe(["presence-chat-1", "presence-room"]);
        Channels.List(prefix: "presence-chat-").Select(c => c.Name.Value).ShouldBe(["presence-chat-1"]);
    }

    [Fact]
    public async Task GetMembers_PresenceChannel_HasThemInTheirOrder()
    {
        await using SocketClient first = await JoinAsync("presence-room", "zoe");
        await using SocketClient second = await JoinAsync("presence-room", "ann");

        (await Channels.GetMembersAsync(ChannelName.Parse("presence-room"))).Select(m => m.Id).ShouldBe(["zoe", "ann"], ignoreOrder: true);
    }

    [Fact]
    public async Task Broadcast_OnPublicChannel_ReachesAllWithoutSender()
    {
        await using SocketClient client = await JoinAsync("public-news");

        await Channels.BroadcastAsync(ChannelName.Parse("public-news"), "announcement", new { Title = "New Feature" });

        JsonElement message = await client.ReceiveAsync();
        message.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "event", "data", "timestamp"]);
        message.GetProperty("event").GetString().ShouldBe("announcement");
        message.GetProperty("data").GetRawText().ShouldBe("""{"title":"New Feature"}""");
    }

    [Fact]
    public async Task Broadcast_OnChannelWithContract_IsRefused()
    {
        PubSubException refusal = await Should.ThrowAsync<PubSubException>(async () => await Channels.BroadcastAsync(ChannelName.Parse("short"), "short:note", new { }));

        refusal.Code.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Broadcast_ValueThatJsonCannotCarry_IsRefusedWithItsCode()
    {
        var holdsItself = new Dictionary<string, object>();
        holdsItself["me"] = holdsItself;
        foreach (object data in new object[] { holdsItself, double.NaN, typeof(string) })
        {
            PubSubException refusal = await Should.ThrowAsync<PubSubException>(async () => await Channels.BroadcastAsync(ChannelName.Parse("public-news"), "announcement", data));
            refusal.Code.ShouldBe(ErrorCode.InvalidPayload);
        }
    }

    [Fact]
    public async Task Statistics_OfJoinedChannels_CountEachType()
    {
        await using SocketClient first = await JoinAsync("presence-room", "ann");
        await using SocketClient second = await JoinAsync("presence-room", "bob");
        await using SocketClient third = await JoinAsync("public-chat");
        await Eventually.HoldsAsync(() => Channels.List().Count == 2);

        ChannelStatistics statistics = Channels.GetStatistics();

        statistics.Channels.ShouldBe(2);
        statistics.TotalMembers.ShouldBe(3);
        statistics.ByType.ShouldBe(
            new Dictionary<ChannelType, int> { [ChannelType.Public] = 1, [ChannelType.Private] = 0, [ChannelType.Presence] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Observer_OfJoinAndDisconnect_IsToldOfBothThoughAnotherThrows()
    {
        SocketClient client = await JoinAsync("public-chat", "ann");
        await client.CloseAsync();
        await client.DisposeAsync();

        await Eventually.HoldsAsync(() => _observer.Seen.Count == 2);
        (string what, ChannelMembership joined) = _observer.Seen.First();
        what.ShouldBe("joined");
        joined.UserId.ShouldBe("ann");
        joined.Channel.Value.ShouldBe("public-chat");
        joined.Type.ShouldBe(ChannelType.Public);
        _observer.Seen.Last().ShouldBe(("left", joined));
        Channels.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Observer_OfAConnectionThatEnds_IsToldOfOneChannelAfterTheOther()
    {
        SocketClient client = await JoinAsync("public-a", "ann");
        for (int i = 0; i < 10; i++) await client.AskAsync($$"""{"type":"join","channel":"public-{{i}}"}""");

        await client.CloseAsync();
        await client.DisposeAsync();

        await Eventually.HoldsAsync(() => _observer.Seen.Count == 22);
        _observer.Overlapped.ShouldBeFalse();
    }

    private sealed class RecordingObserver : IChannelObserver
    {
        private int _calls;

        public ConcurrentQueue<(string What, ChannelMembership Membership)> Seen { get; } = new();

        public bool Overlapped { get; private set; }

        public ValueTask OnJoinedAsync(ChannelMembership membership) => Add("joined", membership);

        public ValueTask OnLeftAsync(ChannelMembership membership) => Add("left", membership);

        private async ValueTask Add(string what, ChannelMembership membership)
        {
            if (Interlocked.Increment(ref _calls) > 1) Overlapped = true;
            await Task.Yield();
            Interlocked.Decrement(ref _calls);
            Seen.Enqueue((what, membership));
        }
    }

    private sealed class FailingObserver : IChannelObserver
    {
        public ValueTask OnJoinedAsync(ChannelMembership membership) => throw new InvalidOperationException("An observer fails.");

        public async ValueTask OnLeftAsync(ChannelMembership membership)
        {
            await Task.Yield();
            throw new InvalidOperationException("An observer fails.");
        }
    }
}
