using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.AspNetCore.Tests.WebSockets;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Channels;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>Who reads a channel by its path is in it, as one is who has joined it by a WebSocket.</summary>
public sealed class ChannelReaderTests : SocketTestBase, IChannelObserver
{
    private readonly ConcurrentQueue<(string What, ChannelMembership Membership)> _seen = new();

    private IChannels Channels => Host.Host.Services.GetRequiredService<IChannels>();

    [Theory]
    [InlineData("public-news", ChannelType.Public)]
    [InlineData("private-news", ChannelType.Private)]
    [InlineData("presence-news", ChannelType.Presence)]
    [InlineData("shown", ChannelType.Public)]
    public async Task Subscribe_OfAnyType_IsListedWhileItLastsAndObserversAreTold(string name, ChannelType type)
    {
        ChannelName channel = ChannelName.Parse(name);
        await using (SseStream stream = await ReadAsync($"/channels/{name}/subscribe"))
        {
            Channels.List().ShouldHaveSingleItem().ShouldBe(new ChannelInfo(channel, type, 1, Channels.List()[0].CreatedAt));
            (await Channels.GetAsync(channel)).ShouldNotBeNull().MemberCount.ShouldBe(1);
            Channels.GetStatistics().ByType[type].ShouldBe(1);
            (string what, ChannelMembership joined) = _seen.ShouldHaveSingleItem();
            (what, joined.UserId, joined.Channel, joined.Type).ShouldBe(("joined", "ann", channel, type));
        }

        await Eventually.HoldsAsync(() => _seen.Count == 2);
        _seen.Last().ShouldBe(("left", _seen.First().Membership));
        Channels.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_BesideAWebSocket_IsCountedWithIt()
    {
        await using SocketClient socket = await JoinAsync("public-news", "bob");
        await using SseStream stream = await ReadAsync("/channels/public-news/subscribe");

        await Eventually.HoldsAsync(() => Channels.List().Single().MemberCount == 2);
    }

    [Fact]
    public async Task Subscribe_Member_IsObservedUnderTheIdThatOthersSee()
    {
        await using SseStream stream = await ReadAsync("/channels/presence-news/subscribe");

        (await Channels.GetMembersAsync(ChannelName.Parse("presence-news"))).ShouldHaveSingleItem().ClientId.ShouldBe(_seen.Single().Membership.ClientId);
    }

    [Fact]
    public async Task Stream_OfEvents_IsInNoChannel()
    {
        await using SseStream stream = await ReadAsync("/events?channel=public-news");

        Channels.List().ShouldBeEmpty();
        _seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shown", "public")]
    [InlineData("hidden", "private")]
    [InlineData("read-by-all", "public")]
    [InlineData("guarded", "private")]
    public async Task Join_DeclaredChannel_HasTheTypeThatIsInForce(string name, string type)
    {
        await using SocketClient client = await ConnectAsync("ann");
        JsonElement joined = await client.AskAsync($$"""{"type":"join","channel":"{{name}}"}""");
        joined.GetProperty("channelType").GetString().ShouldBe(type, joined.GetRawText());
    }

    ValueTask IChannelObserver.OnJoinedAsync(ChannelMembership membership) => Note("joined", membership);

    ValueTask IChannelObserver.OnLeftAsync(ChannelMembership membership) => Note("left", membership);

    protected override void Configure(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddSingleton<IChannelObserver>(this));
        settings.PubSub.Add(options =>
        {
            options.DefineChannel("shown").Event<Said>("note").Configure(channel => channel.Public = true);
            options.DefineChannel("hidden").Event<Said>("note").Public().Configure(channel => channel.Public = false);
            options.DefineChannel("read-by-all").Event<Said>("note").Access(publish: false, subscribe: true);
            options.DefineChannel("guarded").Event<Said>("note").Public();
            options.Guard("guarded", AccessRule.Authenticated);
        });
    }

    private ValueTask Note(string what, ChannelMembership membership)
    {
        _seen.Enqueue((what, membership));
        return ValueTask.CompletedTask;
    }

    private async Task<SseStream> ReadAsync(string path)
    {
        SseStream stream = await SseStream.OpenAsync(Host.Host.BaseAddress, path, lastEventId: null, headers => headers.Add(HeaderAuthentication.Header, "ann"));
        await stream.NextControlAsync("pubsub:ready");
        return stream;
    }

    private sealed record Said(string Text);
}
