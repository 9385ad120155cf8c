using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>Every kind of rule on every operation of every transport, allowed and denied. The rooms' parameter says which rule is meant.</summary>
public sealed class RuleMatrixTests : AccessTestBase
{
    private static readonly Dictionary<string, AccessRule> s_rules = new()
    {
        ["anyone"] = true,
        ["nobody"] = false,
        ["role"] = "editor",
        ["scope"] = AccessRule.Scope("rooms"),
        ["policy"] = AccessRule.Policy("over-18"),
        ["function"] = AccessRule.When(async context =>
        {
            await Task.Yield();
            return context.UserId == "ann" ? AccessDecision.Allow : AccessDecision.Deny("Only Ann.");
        }),
        ["request"] = AccessRule.When(context => ((HttpContext)context.Request!).Request.Headers.ContainsKey("X-Pass")),
        ["throws"] = AccessRule.When(bool (AccessContext _) => throw new InvalidOperationException("secret")),
    };

    private static readonly string[] s_overHttp = ["publish", "stream", "resume", "history", "ticket", "channel publish", "channel subscribe", "presence"];
    private static readonly string[] s_overWebSocket = ["join", "join with envelopes", "message"];

    public static TheoryData<string, string, string, string?> Combinations
    {
        get
        {
            var data = new TheoryData<string, string, string, string?>();
            (string Rule, string Caller, string? Code)[] expected =
            [
                ("anyone", "anonymous", null), ("anyone", "bob", null),
                ("nobody", "anonymous", ErrorCode.Unauthenticated), ("nobody", "ann", ErrorCode.Forbidden),
                ("role", "anonymous", ErrorCode.Unauthenticated), ("role", "bob", ErrorCode.Forbidden), ("role", "editor", null),
                ("scope", "anonymous", ErrorCode.Unauthenticated), ("scope", "bob", ErrorCode.Forbidden), ("scope", "scoped", null),
                ("policy", "anonymous", ErrorCode.Unauthenticated), ("policy", "bob", ErrorCode.Forbidden), ("policy", "adult", null),
                ("function", "anonymous", ErrorCode.Unauthenticated), ("function", "bob", ErrorCode.Forbidden), ("function", "ann", null),
                ("request", "anonymous", ErrorCode.Unauthenticated), ("request", "bob", ErrorCode.Forbidden), ("request", "pass", null),
                ("throws", "anonymous", ErrorCode.Unauthenticated), ("throws", "ann", ErrorCode.Forbidden),
            ];
            foreach ((string rule, string caller, string? code) in expected)
            {
                foreach (string operation in (string[])[.. s_overHttp, .. s_overWebSocket]) data.Add(rule, caller, operation, code);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Rule_OnEveryOperation_AllowsOrDeniesWithItsCode(string rule, string caller, string operation, string? code)
    {
        if (s_overWebSocket.Contains(operation))
        {
            // What is private by its name asks for a user, whatever its guard says.
            bool isDenied = code is not null || (caller == "anonymous" && operation != "join with envelopes");
            (await SayAsync(operation, rule, CallerOf(caller))).ShouldBe(isDenied ? "FORBIDDEN" : null);
            return;
        }

        // Nobody without a credential gets a ticket, or sees who is in a channel that is private by its name.
        if (operation is "ticket" or "presence" && caller == "anonymous") code = ErrorCode.Unauthenticated;
        using HttpResponseMessage response = await SendAsync(operation, $"room:{rule}", CallerOf(caller));
        if (code is null) response.StatusCode.ShouldBe(HttpStatusCode.OK);
        else await response.ShouldBeProblemAsync(code == ErrorCode.Unauthenticated ? 401 : 403, code);
    }

    [Fact]
    public async Task Deny_WithReason_TellsIt()
    {
        using HttpResponseMessage response = await SendAsync("history", "room:function", As("bob"));
        (await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetProperty("detail").GetString().ShouldBe("Only Ann.");
    }

    [Fact]
    public async Task Throws_Denied_TellsNothingOfTheError()
    {
        using HttpResponseMessage response = await SendAsync("history", "room:throws", As("ann"));
        (await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetRawText().ShouldNotContain("secret");
        Host.Host.Logs.ShouldContain(e => e.Id.Id == 1300);
    }

    [Fact]
    public async Task Stream_OneOfSeveralChannelsDenied_IsRefusedAsAWhole()
    {
        using HttpResponseMessage response = await GetAsync("/events?channel=room:anyone&channel=room:function", As("bob"));
        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Denied_ChannelWithEventsAndWithout_AnswersAlike()
    {
        await Host.Host.Services.GetRequiredService<Core.Publishing.IEventPublisher>().PublishAsync(new RoomChannel("nobody"), new RoomSay("secret"));
        foreach (string operation in s_overHttp.Where(operation => operation != "presence"))
        {
            using HttpResponseMessage used = await SendAsync(operation, "room:nobody", As("bob"));
            using HttpResponseMessage unused = await SendAsync(operation, "room:nobody2", As("bob"));
            string first = (await used.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetProperty("detail").GetString()!;
            (await unused.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetProperty("detail").GetString().ShouldBe(first);
        }
    }

    protected override void Configure(PubSubOptions options)
    {
        foreach ((string name, AccessRule rule) in s_rules)
        {
            options.Guard(name, rule);
            options.Guard("say-" + name, AccessRule.Any(AccessRule.When(context => context.Operation == AccessOperation.Subscribe), rule));
        }

        options.Channel<RoomChannel>(Configure);
    }

    private static void Configure(ChannelOptions channel)
    {
        AccessRule byRoom = AccessRule.Any(
            [.. s_rules.Select(rule => AccessRule.All(AccessRule.When(context => context.Parameters["roomId"] == rule.Key), rule.Value))]);
        channel.Publish = byRoom;
        channel.Subscribe = byRoom;
    }

    protected override void Configure(TestHostSettings settings) =>
        settings.Services.Add(services => services.AddAuthorization(o => o.AddPolicy("over-18", p => p.RequireClaim("age", "adult"))));

    private static Action<HttpRequestHeaders>? CallerOf(string caller) => caller switch
    {
        "anonymous" => null,
        "editor" => As("eve", ClaimTypes.Role + "=editor"),
        "scoped" => As("sam", "scope=other rooms"),
        "adult" => As("zoe", "age=adult"),
        "pass" => headers =>
        {
            As("bob")(headers);
            headers.Add("X-Pass", "1");
        },
        _ => As(caller),
    };

    /// <summary>The code of the error that is answered over a WebSocket, or null where it is none.</summary>
    private async Task<string?> SayAsync(string operation, string rule, Action<HttpRequestHeaders>? caller)
    {
        using var request = new HttpRequestMessage();
        caller?.Invoke(request.Headers);
        await using SocketClient client = await SocketClient.ConnectAsync(
            Host.Host.BaseAddress, "/ws", [.. request.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value)))]);
        JsonElement answer;
        switch (operation)
        {
            case "join":
                answer = await client.AskAsync($$"""{"type":"join","channel":"private-{{rule}}"}""");
                break;
            case "join with envelopes":
                answer = await client.AskAsync($$"""{"type":"join","channel":"room:{{rule}}","envelopes":true}""");
                break;
            default:
                answer = await client.AskAsync($$"""{"type":"join","channel":"private-say-{{rule}}"}""");
                if (answer.GetProperty("type").GetString() == "channel:joined")
                    answer = await client.AskAsync($$"""{"type":"channel:message","channel":"private-say-{{rule}}","event":"hi","data":1}""");
                break;
        }

        return answer.GetProperty("type").GetString() == "error" ? answer.GetProperty("code").GetString() : null;
    }

    private Task<HttpResponseMessage> SendAsync(string operation, string channel, Action<HttpRequestHeaders>? caller) => operation switch
    {
        "publish" => PostAsync("/events", $$$"""{"name":"room:say","channel":"{{{channel}}}","payload":{"text":"a"}}""", caller),
        "stream" => GetAsync($"/events?channel={channel}", caller),
        "resume" => GetAsync($"/events?channel={channel}&lastEventId=0198f3a2-0000-8000-8000-000000000000", caller),
        "history" => GetAsync($"/events/history?channel={channel}", caller),
        "ticket" => PostAsync("/events/ticket", $$"""{"channels":["{{channel}}"]}""", caller),
        "channel publish" => PostAsync($"/channels/{channel}/publish", """{"event":"room:say","data":{"text":"a"}}""", caller),
        "channel subscribe" => GetAsync($"/channels/{channel}/subscribe", caller),
        "presence" => GetAsync($"/channels/{channel.Replace("room:", "presence-", StringComparison.Ordinal)}/presence", caller),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
