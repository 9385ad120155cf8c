using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Channels;

/// <summary><c>GET /channels/{channel}/presence</c>, and streams of channels with presence.</summary>
public sealed class ChannelPresenceTests : ChannelTestBase
{
    [Fact]
    public async Task Presence_NobodyThere_IsAnEmptyList()
    {
        JsonElement answer = await PresenceAsync("desk", "?params=" + Uri.EscapeDataString("""{"id":"a"}"""));

        answer.GetRawText().ShouldBe("""{"channel":"desk:a","users":[],"count":0}""");
    }

    [Fact]
    public async Task Presence_StreamsOfTwoUsers_AreItsMembersAsTheHostDescribesThem()
    {
        await using SseStream ann = await JoinAsync("ann");
        await using SseStream again = await JoinAsync("ann");
        await using SseStream bob = await JoinAsync("bob");

        JsonElement answer = await PresenceAsync("desk:a");
        answer.GetProperty("count").GetInt32().ShouldBe(2);
        answer.GetProperty("users").EnumerateArray().Select(user => (user.GetProperty("id").GetString(), user.GetProperty("name").GetString()))
            .ShouldBe([("ann", "Name of ann"), ("bob", "Name of bob")], ignoreOrder: true);
    }

    [Fact]
    public async Task Presence_WithoutList_IsTheCountAlone()
    {
        await using SseStream ann = await JoinAsync("ann");

        (await PresenceAsync("desk:a", "?list=false")).GetRawText().ShouldBe("""{"channel":"desk:a","count":1}""");
    }

    [Fact]
    public async Task Presence_StreamThatEnded_HasLeft()
    {
        await using (SseStream ann = await JoinAsync("ann")) await CountIsAsync(1);

        await CountIsAsync(0);
    }

    [Fact]
    public async Task Presence_ChannelWithoutPresence_IsRefusedWithItsCode()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/channels/cursor/presence");

        await response.ShouldBeProblemAsync(404, ErrorCode.PresenceDisabled);
    }

    [Fact]
    public async Task Presence_CallerWhoMayNotRead_IsRefusedLikeAStream()
    {
        using HttpResponseMessage response = await GetAsync("/channels/secret-desk/presence", "ann");

        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Subscribe_WithoutAPlace_IsToldToNobody()
    {
        await using ProbeHost full = await ProbeHost.StartAsync(settings =>
        {
            Configure(settings);
            settings.PubSub.Add(options => options.Fanout.MaxSessions = 1);
        });
        var presence = full.Host.Services.GetRequiredService<PresenceHub>();
        var desk = ChannelName.Parse("desk:a");
        full.Host.Services.GetRequiredService<FanoutHub>().Reserve();
        // Watched, or the record would begin anew.
        await full.Host.Services.GetRequiredService<IPresenceStore>().WatchAsync(desk, CancellationToken.None);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/channels/desk%3Aa/subscribe");
        request.Headers.Add(HeaderAuthentication.Header, "ann");
        using HttpResponseMessage response = await full.Client.SendAsync(request);

        response.IsSuccessStatusCode.ShouldBeFalse();
        (await presence.GetAsync(desk, CancellationToken.None)).Position.Version.ShouldBe(0);
    }

    [Fact]
    public async Task Subscribe_FullChannel_IsRefusedWithItsCode()
    {
        await using ProbeHost small = await ProbeHost.StartAsync(settings =>
        {
            Configure(settings);
            settings.PubSub.Add(options => options.Presence.MaxMembersPerChannel = 1);
        });
        await using SseStream ann = await JoinAsync("ann", host: small);

        using HttpResponseMessage response = await GetAsync("/channels/desk%3Aa/subscribe", "bob", small);

        await response.ShouldBeProblemAsync(429, ErrorCode.ChannelFull);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Subscribe_WithPresence_TellsWhoIsThereAndWhoComesAndGoes()
    {
        await using SseStream bob = await JoinAsync("bob", "?presence=true");
        SseFrame state = await bob.NextControlAsync("presence:state");
        await using (SseStream ann = await JoinAsync("ann"))
        {
            SseFrame join = await bob.NextControlAsync("presence:join");
            (join.Json.GetProperty("id").GetString(), join.Json.GetProperty("name").GetString(), join.Id).ShouldBe(("ann", "Name of ann", null));
        }

        SseFrame leave = await bob.NextControlAsync("presence:leave");
        state.Json.GetProperty("count").GetInt32().ShouldBe(1);
        state.Json.GetProperty("members").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe("bob");
        leave.Json.GetProperty("id").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task Subscribe_WithPresence_EventsHaveTheirOwnIdsAndResume()
    {
        string id;
        await using (SseStream bob = await JoinAsync("bob", "?presence=true"))
        {
            await bob.NextControlAsync("presence:state");
            id = (await PublishedAsync("desk:a", """{"event":"moved","data":{"userId":"u"}}""")).GetProperty("id").GetString()!;
            (await bob.NextEventAsync()).Id.ShouldBe(id);
        }

        string later = (await PublishedAsync("desk:a", """{"event":"moved","data":{"userId":"v"}}""")).GetProperty("id").GetString()!;
        await using SseStream back = await JoinAsync("bob", "?presence=true&lastEventId=" + id);
        await back.NextControlAsync("presence:state");
        (await back.NextEventAsync()).Id.ShouldBe(later);
    }

    [Theory]
    [InlineData("cursor", "true", 404, ErrorCode.PresenceDisabled)]
    [InlineData("desk:a", "yes", 400, ErrorCode.InvalidRequest)]
    public async Task Subscribe_PresenceThatCannotBe_IsRefused(string channel, string presence, int status, string code)
    {
        using HttpResponseMessage response = await Host.Client.GetAsync($"/channels/{Uri.EscapeDataString(channel)}/subscribe?presence={presence}");

        await response.ShouldBeProblemAsync(status, code);
    }

    private Task CountIsAsync(int count) => Eventually.HoldsAsync(
        async () => (await PresenceAsync("desk:a", "?list=false")).GetProperty("count").GetInt32() == count, $"{count} member(s)");

    private async Task<HttpResponseMessage> GetAsync(string path, string user, ProbeHost? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(HeaderAuthentication.Header, user);
        return await (host ?? Host).Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<JsonElement> PresenceAsync(string channel, string query = "")
    {
        using HttpResponseMessage response = await Host.Client.GetAsync($"/channels/{Uri.EscapeDataString(channel)}/presence{query}");
        return await response.ShouldBeOkAsync();
    }

    private async Task<SseStream> JoinAsync(string user, string query = "", ProbeHost? host = null)
    {
        SseStream stream = await SseStream.OpenAsync(
            (host ?? Host).Host.BaseAddress, $"/channels/desk%3Aa/subscribe{query}", headers: headers => headers.Add(HeaderAuthentication.Header, user));
        await stream.NextControlAsync("pubsub:ready");
        return stream;
    }
}
