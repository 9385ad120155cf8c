using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.AspNetCore.Tests.Streaming;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary>A host with channels declared in its code, whose callers are whom the header names.</summary>
public abstract class ChannelTestBase : StreamTestBase
{
    protected override void Configure(TestHostSettings settings)
    {
        HeaderAuthentication.Use(settings);
        settings.PubSub.Add(Define);
    }

    protected static string PublishPath(string channel) => $"/channels/{Uri.EscapeDataString(channel)}/publish";

    protected async Task<HttpResponseMessage> PublishAsync(string channel, string json, string? user = "ann")
    {
        using HttpRequestMessage request = ProbeHost.Post(json, PublishPath(channel));
        if (user is not null) request.Headers.Add(HeaderAuthentication.Header, user);
        return await Host.Client.SendAsync(request);
    }

    /// <summary>Publishes, and returns the envelope that the answer holds.</summary>
    protected async Task<JsonElement> PublishedAsync(string channel, string json, string? user = "ann")
    {
        using HttpResponseMessage response = await PublishAsync(channel, json, user);
        return (await response.ShouldBeOkAsync()).GetProperty("emittedEvents").EnumerateArray().Single();
    }

    protected async Task<SseStream> SubscribeAsync(string channel, string query = "")
    {
        SseStream stream = await SseStream.OpenAsync(Host.Host.BaseAddress, $"/channels/{Uri.EscapeDataString(channel)}/subscribe{query}");
        await stream.NextControlAsync("pubsub:ready");
        return stream;
    }

    private static void Define(PubSubOptions options)
    {
        options.AddManagerChannels();
        options.DefineChannel("cursor").Params<OptionalRoom>().Access(publish: AccessRule.Authenticated, subscribe: true)
            .Event<Move>("move").Event<Blur>("blur").Event<Move>("jumped", serverOnly: true);
        options.DefineChannel("board").Params<BoardParams>().Public().Event<Blur>("blur");
        options.DefineChannel("files:{path}").Public().Event<Blur>("blur");
        options.DefineChannel("log").Public().History("1h").Event<Blur>("wrote");
        options.DefineChannel("team:{id}:chat").Public();
        options.DefineChannel("team:{id}:board").Public();
        options.DefineChannel("rooms:main").Public().Event<Blur>("blur");
        options.DefineChannel("rooms:{name}").Public().Event<Blur>("blur");
        options.DefineChannel("desk:{id}").Public().History("1h").Event<Blur>("moved").Presence(user => new { Name = $"Name of {user.FindFirst(ClaimTypes.NameIdentifier)?.Value}" });
        options.DefineChannel("secret-desk").Access(subscribe: "admin").Event<Blur>("moved").WithPresence();
        options.DefineChannel("admin-logs").Access(publish: "admin", subscribe: false).Event<Blur>("action");
    }

    protected sealed record Move([property: MinLength(1)] string UserId, double X, double Y);

    protected sealed record Blur(string UserId);

    private sealed record OptionalRoom(string? RoomId = null);

    private sealed record BoardParams(Guid Tenant, int Page, bool Draft, Layer Layer, [property: StringLength(5)] string? Name = null);

    private enum Layer
    {
        Back,
        Front,
    }
}
