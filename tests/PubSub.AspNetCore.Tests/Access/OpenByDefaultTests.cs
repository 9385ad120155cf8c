using System.Net;
using System.Text.Json;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>What a host that sets nothing opens to anybody, and the ways to close it.</summary>
public sealed class OpenByDefaultTests
{
    private static readonly string[] s_all = ["POST /events", "GET /events", "publish", "subscribe", "join", "message"];

    public static TheoryData<string, Action<PubSubOptions>, string[], string?> Hosts => new()
    {
        { "nothing set", _ => { }, s_all, null },
        { "a guard of all addresses", o => o.Guard("*", AccessRule.Authenticated), s_all, null },
        { "guarded by name", o => o.Guard("public-*", AccessRule.Authenticated), [], ErrorCode.Unauthenticated },
        {
            "guarded for readers", o => o.Guard("public-*", AccessRule.When(context => context.Operation == AccessOperation.Subscribe)),
            ["GET /events", "subscribe", "join"], ErrorCode.Unauthenticated
        },
        { "turned off", o => o.FreeChannels = false, [], ErrorCode.UnknownChannel },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task PublicName_Anonymous_MayDoWhatTheHostLeavesOpen(string name, Action<PubSubOptions> configure, string[] open, string? refusal)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(settings =>
        {
            HeaderAuthentication.Use(settings);
            settings.PubSub.Add(configure);
        });
        string[] done = [.. await ByHttpAsync(host, refusal), .. await OverWebSocketAsync(host, refusal)];

        done.ShouldBe(open, name);
    }

    [Theory]
    [InlineData("private-a")]
    [InlineData("presence-a")]
    public async Task OtherFreeName_Anonymous_MustSignIn(string channel)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(HeaderAuthentication.Use);
        using HttpResponseMessage read = await host.Client.GetAsync($"/channels/{channel}/subscribe", HttpCompletionOption.ResponseHeadersRead);
        await read.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    private static async Task<List<string>> ByHttpAsync(ProbeHost host, string? refusal)
    {
        var done = new List<string>();
        (string, HttpRequestMessage)[] requests =
        [
            ("POST /events", ProbeHost.Post("""{"name":"hi","channel":"public-a","payload":1}""")),
            ("GET /events", new HttpRequestMessage(HttpMethod.Get, "/events?channel=public-a")),
            ("publish", ProbeHost.Post("""{"event":"hi","data":1}""", "/channels/public-a/publish")),
            ("subscribe", new HttpRequestMessage(HttpMethod.Get, "/channels/public-a/subscribe")),
        ];
        foreach ((string operation, HttpRequestMessage request) in requests)
        {
            using (request)
            {
                using HttpResponseMessage response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                if (response.StatusCode == HttpStatusCode.OK) done.Add(operation);
                // An event of an unknown channel is itself unknown.
                else JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString().ShouldBeOneOf(refusal!, ErrorCode.UnknownEvent);
            }
        }

        return done;
    }

    private static async Task<List<string>> OverWebSocketAsync(ProbeHost host, string? refusal)
    {
        var done = new List<string>();
        await using SocketClient client = await SocketClient.ConnectAsync(host.Host.BaseAddress);
        string code = refusal == ErrorCode.UnknownChannel ? ErrorCode.ChannelsDisabled : ErrorCode.Forbidden;
        (string, string)[] messages =
        [
            ("join", """{"type":"join","channel":"public-a"}"""),
            ("message", """{"type":"channel:message","channel":"public-a","event":"hi","data":1}"""),
        ];
        foreach ((string operation, string message) in messages)
        {
            JsonElement answer = await client.AskAsync(message);
            if (answer.GetProperty("type").GetString() != "error") done.Add(operation);
            else answer.GetProperty("code").GetString().ShouldBeOneOf(code, ErrorCode.NotInChannel);
        }

        return done;
    }
}
