using System.Text.Json;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>Channels without a contract, over HTTP.</summary>
public sealed class FreeChannelTests : ChannelTestBase
{
    [Fact]
    public async Task Publish_PublicChannel_ReachesItsStreamWithTheSender()
    {
        await using SseStream stream = await SubscribeAsync("public-chat");

        JsonElement sent = await PublishedAsync("public-chat", """{"event":"new-message","data":{"text":"Hello everyone!"}}""");

        SseFrame seen = await stream.NextEventAsync();
        seen.Event.ShouldBe("new-message");
        seen.Data.ShouldBe(sent.GetRawText());
        seen.Json.GetProperty("payload").GetRawText().ShouldBe("""{"text":"Hello everyone!"}""");
        seen.Json.GetProperty("meta").GetProperty("from").GetRawText().ShouldBe("""{"userId":"ann"}""");
        seen.Json.GetProperty("meta").TryGetProperty("version", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_Anonymous_HasASenderWithoutAName()
    {
        JsonElement sent = await PublishedAsync("public-chat", """{"event":"said","data":[1]}""", user: null);
        sent.GetProperty("meta").GetProperty("from").GetRawText().ShouldBe("{}");
    }

    [Fact]
    public async Task Publish_SenderOfTheClientsOwn_IsRefused()
    {
        using HttpResponseMessage response = await PublishAsync("public-chat", """{"event":"said","data":1,"meta":{"from":{"userId":"root"}}}""");
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Theory]
    [InlineData("private-team-1")]
    [InlineData("presence-room-1")]
    [InlineData("presence:contact:1")]
    [InlineData("broadcast:document:1")]
    [InlineData("subscription:project:1")]
    public async Task Publish_ChannelForCallersWhoAreSignedIn_RefusesOthers(string channel)
    {
        await PublishedAsync(channel, """{"event":"said","data":{}}""");

        using HttpResponseMessage response = await PublishAsync(channel, """{"event":"said","data":{}}""", user: null);
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Subscribe_AnonymousOnPrivateChannel_IsUnauthenticated()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/private-team-1/subscribe");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Publish_ManagersNameByParams_IsItsAddress() =>
        (await PublishedAsync("presence", """{"event":"said","data":{},"params":{"type":"contact","id":"7"}}""")).GetProperty("channel").GetString()
            .ShouldBe("presence:contact:7");

    [Theory]
    [InlineData("pubsub:ready")]
    [InlineData("two words")]
    [InlineData("a\\nb")]
    public async Task Publish_NameThatNoEventMayHave_IsInvalidRequest(string name)
    {
        using HttpResponseMessage response = await PublishAsync("public-chat", $$$"""{"event":"{{{name}}}","data":{}}""");
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task PostEvents_FreeChannel_TakesAnyNameEvenThatOfAContract()
    {
        using HttpResponseMessage own = await Host.SendAsync("""{"name":"said","payload":{"a":[null]},"channel":"public-a"}""");
        (await own.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("payload").GetRawText().ShouldBe("""{"a":[null]}""");

        using HttpResponseMessage declared = await Host.SendAsync("""{"name":"wrote","payload":5,"channel":"public-a"}""");
        (await declared.ShouldBeOkAsync()).GetProperty("emittedEvents")[0].GetProperty("channel").GetString().ShouldBe("public-a");
    }

    [Fact]
    public async Task GetEvents_FreeChannel_FiltersByAnyName()
    {
        await using SseStream stream = await OpenAsync("channel=public-a&channel=log&event=said&where=payload.to:me");
        await stream.NextControlAsync("pubsub:ready");

        await PublishedAsync("public-a", """{"event":"other","data":{"to":"me"}}""");
        await PublishedAsync("public-a", """{"event":"said","data":{"to":"you"}}""");
        await PublishedAsync("public-a", """{"event":"said","data":{"to":"me","n":1}}""");

        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("n").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task History_FreeChannel_KeepsNone()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/events/history?channel=public-a");
        await response.ShouldBeProblemAsync(404, ErrorCode.HistoryDisabled);
    }

    [Fact]
    public async Task FreeChannels_Off_AreUnknown()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(s => s.PubSub.Add(o => o.FreeChannels = false));

        using HttpResponseMessage response = await host.Client.GetAsync("/events?channel=public-a");
        await response.ShouldBeProblemAsync(404, ErrorCode.UnknownChannel);
    }
}
