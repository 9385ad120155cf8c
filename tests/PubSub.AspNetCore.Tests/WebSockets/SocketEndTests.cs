using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core.Channels;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What a connection leaves behind whose session has ended while the peer does not close it.</summary>
public sealed class SocketEndTests : SocketTestBase
{
    private readonly HangingObserver _observer = new();

    protected override void Configure(TestHostSettings settings)
    {
        settings.PubSub.Add(options => options.Fanout.MaxSessions = 2);
        settings.PubSub.Add(options => options.PublishTimeout = TimeSpan.FromMilliseconds(300));
        settings.Http.Add(options => options.StreamDrainTimeout = TimeSpan.FromMinutes(2));
        settings.Services.Add(services => services.AddSingleton<IChannelObserver>(_observer));
        ExpiringCredential.Use(settings);
    }

    [Fact]
    public async Task End_ByTheServer_HasTheMemberLeaveBeforeThePeerSaysGoodbye()
    {
        await using SocketClient bob = await JoinAsync("presence-room", "bob");
        await using RawSocket ann = await EndedAsync("presence-room");

        (await bob.ReceiveAsync("presence:member_left")).GetProperty("member").GetProperty("id").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task End_ByTheServer_KeepsThePlaceUntilTheConnectionIsGone()
    {
        await using SocketClient bob = await JoinAsync("presence-room", "bob");
        await using (RawSocket ann = await EndedAsync("presence-room"))
        {
            await bob.ReceiveAsync("presence:member_left");
            (await Should.ThrowAsync<WebSocketException>(() => ConnectAsync())).Message.ShouldContain("503");
        }

        await Eventually.HoldsAsync(() => Host.SessionCount() == 1);
        await using SocketClient next = await ConnectAsync();
    }

    [Fact]
    public async Task Message_AfterTheCredentialHasEnded_IsNotCarriedOut()
    {
        await using SocketClient listener = await JoinAsync("public-a");
        await using RawSocket ann = await RawSocket.ConnectAsync(Host.Host.EndPoint, $"{ExpiringCredential.Header}: 1000\r\n");
        await ann.SendAsync(RawSocket.Text, """{"type":"join","channel":"public-a"}""");
        (await ann.ReceiveTextAsync()).ShouldContain("channel:joined");
        (await ann.ReceiveCloseAsync()).ShouldBe(4202);
        await ann.SendAsync(RawSocket.Text, """{"type":"channel:message","channel":"public-a","event":"late"}""");
        await ann.SendAsync(RawSocket.Close, [0x03, 0xE8]);
        await Eventually.HoldsAsync(() => Host.SessionCount() == 1, "the server has read everything");

        await using SocketClient other = await JoinAsync("public-a");
        await other.AskAsync("""{"type":"channel:message","channel":"public-a","event":"next"}""");

        (await listener.ReceiveAsync()).GetProperty("event").GetString().ShouldBe("next");
    }

    [Fact]
    public async Task Observer_ThatHangs_HoldsNoConnectionForLongAndIsLoggedOnce()
    {
        _observer.Hangs = true;
        await using SocketClient client = await JoinAsync("public-a");

        (await client.AskAsync("""{"type":"join","channel":"public-b"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");
        await client.CloseAsync();
        await Eventually.HoldsAsync(() => Host.SessionCount() == 0, "the connection is gone");

        _observer.Told.Count.ShouldBe(4);
        Host.Host.Logs.Count(entry => entry.Id.Id == 1401).ShouldBe(1);
        Host.Host.Logs.Single(entry => entry.Id.Id == 1401).Level.ShouldBe(LogLevel.Error);
    }

    // A peer that is told why the server ends, and does not answer.
    private async Task<RawSocket> EndedAsync(string channel)
    {
        RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint, $"{HeaderAuthentication.Header}: ann\r\n");
        await socket.SendAsync(RawSocket.Text, $$"""{"type":"join","channel":"{{channel}}"}""");
        (await socket.ReceiveTextAsync()).ShouldContain("channel:joined");
        await socket.SendAsync(RawSocket.Binary, "x");
        (await socket.ReceiveCloseAsync()).ShouldBe(1003);
        return socket;
    }

    private sealed class HangingObserver : IChannelObserver
    {
        public bool Hangs { get; set; }

        public ConcurrentQueue<ChannelMembership> Told { get; } = new();

        public ValueTask OnJoinedAsync(ChannelMembership membership) => TellAsync(membership);

        public ValueTask OnLeftAsync(ChannelMembership membership) => TellAsync(membership);

        private ValueTask TellAsync(ChannelMembership membership)
        {
            Told.Enqueue(membership);
            return Hangs ? new ValueTask(new TaskCompletionSource().Task) : ValueTask.CompletedTask;
        }
    }
}
