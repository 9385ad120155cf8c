using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>The channels that the channels' specification declares, and what their clients send and see.</summary>
public sealed class SpecExampleTests : ChannelTestBase
{
    private const string Data = """{"userId":"ann","x":100,"y":200}""";

    protected override void Configure(TestHostSettings settings)
    {
        HeaderAuthentication.Use(settings);
        settings.Services.Add(services => services.AddSingleton<Rooms>());
        settings.PubSub.Add(Declare);
    }

    [Fact]
    public async Task Cursor_PublishedByASignedInUser_IsSeenByAnyoneInTheRoom()
    {
        await using SseStream stream = await SubscribeAsync("cursor", "?params=" + Uri.EscapeDataString("""{"roomId":"room-123"}"""));

        await PublishedAsync("cursor", $$$"""{"event":"move","data":{{{Data}}},"params":{"roomId":"room-123"}}""");

        SseFrame seen = await stream.NextEventAsync();
        seen.Event.ShouldBe("move");
        seen.Json.GetProperty("payload").GetRawText().ShouldBe(Data);
    }

    [Fact]
    public async Task Announcements_ServerOnly_AreReadByAnyoneAndPublishedByNoClient()
    {
        await using SseStream stream = await SubscribeAsync("announcements");
        using HttpResponseMessage refused = await PublishAsync("announcements", """{"event":"message","data":{"text":"a"}}""");
        await refused.ShouldBeProblemAsync(403, ErrorCode.Forbidden);

        await Host.Host.Services.GetRequiredService<IChannelPublisher>().PublishAsync("announcements", "message", new { text = "Maintenance at ten." });

        (await stream.NextEventAsync()).Json.GetProperty("payload").GetProperty("text").GetString().ShouldBe("Maintenance at ten.");
    }

    [Fact]
    public async Task Chat_FunctionOfParamsAndServices_LetsMembersInAndNobodyElse()
    {
        const string Say = """{"event":"message","data":{"text":"hi","userId":"ann"},"params":{"roomId":"r1"}}""";
        Host.Host.Services.GetRequiredService<Rooms>().Members[("r1", "ann")] = true;

        await PublishedAsync("chat", Say);
        using HttpResponseMessage stranger = await PublishAsync("chat", Say, "bob");
        await stranger.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
        using HttpResponseMessage elsewhere = await PublishAsync("chat:r2", """{"event":"typing","data":{"userId":"ann","isTyping":true}}""");
        (await elsewhere.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetProperty("detail").GetString().ShouldBe("You are not a member of this room.");
    }

    [Fact]
    public async Task Chat_DataInAnothersName_IsForbidden()
    {
        Host.Host.Services.GetRequiredService<Rooms>().Members[("r1", "ann")] = true;

        using HttpResponseMessage response = await PublishAsync("chat:r1", """{"event":"message","data":{"text":"hi","userId":"bob"}}""");

        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Notifications_FromServerCode_ReachTheUserWhoseTheyAre()
    {
        await using SseStream stream = await SubscribeAsync("notifications:u1");

        await Host.Host.Services.GetRequiredService<IChannelPublisher>()
            .PublishAsync("notifications", "payment-success", new { orderId = "o1", amount = 12.5m }, new { userId = "u1" });

        JsonElement seen = (await stream.NextEventAsync()).Json;
        seen.GetProperty("channel").GetString().ShouldBe("notifications:u1");
        seen.GetProperty("payload").GetRawText().ShouldBe("""{"orderId":"o1","amount":12.5}""");
    }

    private static void Declare(PubSubOptions options)
    {
        options.DefineChannel("cursor").Params<OptionalRoom>().Access(publish: AccessRule.Authenticated, subscribe: true)
            .Event<Move>("move").Event<Blur>("blur");
        options.DefineChannel("announcements").Access(publish: false, subscribe: true).Event<Text>("message");
        var member = AccessRule.When(context =>
            ValueTask.FromResult(context.Services.GetRequiredService<Rooms>().Members.ContainsKey((context.GetParameters<Room>().RoomId, context.UserId ?? ""))
                ? AccessDecision.Allow
                : AccessDecision.Deny("You are not a member of this room.")));
        var inOwnName = AccessRule.WhenData(context => context.Data is not Said said || said.UserId == context.UserId);
        options.DefineChannel("chat").Params<Room>().Access(publish: AccessRule.All(member, inOwnName), subscribe: member)
            .Event<Said>("message").Event<Typing>("typing");
        options.DefineChannel("notifications").Params<Owner>().Access(publish: false, subscribe: true).Event<Payment>("payment-success");
    }

    private sealed record OptionalRoom(string? RoomId = null);

    private sealed record Room(string RoomId);

    private sealed record Owner(string UserId);

    private sealed record Text([property: JsonPropertyName("text")] string Body);

    private sealed record Said(string Text, string UserId);

    private sealed record Typing(string UserId, bool IsTyping);

    private sealed record Payment(string OrderId, decimal Amount);

    private sealed class Rooms
    {
        public ConcurrentDictionary<(string Room, string User), bool> Members { get; } = new();
    }
}
