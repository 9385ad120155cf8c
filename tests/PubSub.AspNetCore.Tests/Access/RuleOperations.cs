using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.AspNetCore.Tickets;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>The third axis of the table: what callers do, on every transport, on one host.</summary>
public sealed class RuleOperations : IAsyncLifetime
{
    private const string Payload = """{"text":"a"}""";

    /// <summary>By name: the endpoint, and whether the channel is private by its name, so that its callers must have signed in whatever its guard says.</summary>
    internal static IReadOnlyDictionary<string, (string Endpoint, bool IsPrivate)> All { get; } = new Dictionary<string, (string, bool)>
    {
        ["publish"] = ("POST /events", false),
        ["publish without contract"] = ("POST /events", true),
        ["stream"] = ("GET /events", false),
        ["resume"] = ("GET /events", false),
        ["history"] = ("GET /events/history", false),
        ["ticket"] = ("POST /events/ticket", true),
        ["stream by ticket"] = ("GET /events", false),
        ["stream by ticket for another channel"] = ("GET /events", false),
        ["stream by expired ticket"] = ("GET /events", false),
        ["channel publish"] = ("POST /channels/{channel}/publish", false),
        ["channel publish without contract"] = ("POST /channels/{channel}/publish", true),
        ["channel subscribe"] = ("GET /channels/{channel}/subscribe", false),
        ["channel subscribe as a member"] = ("GET /channels/{channel}/subscribe", true),
        ["presence"] = ("GET /channels/{channel}/presence", true),
        ["join"] = ("GET /ws", true),
        ["join a contract's channel"] = ("GET /ws", false),
        ["join again"] = ("GET /ws", true),
        ["message"] = ("GET /ws", true),
        ["update"] = ("GET /ws", true),
    };

    internal ProbeHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ProbeHost.StartAsync(settings =>
    {
        HeaderAuthentication.Use(settings);
        settings.PubSub.Add(RuleTable.Configure);
        settings.Services.Add(services => services.AddAuthorization(o => o.AddPolicy("over-18", p => p.RequireClaim("age", "adult"))));
        settings.Services.Add(services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()));
    });

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>What a caller is answered: the error's code, or null where there is none, and what it says to people.</summary>
    internal async Task<(string? Code, string? Text)> AskAsync(string operation, RuleTable.Rule rule, string caller)
    {
        if (All[operation].Endpoint == "GET /ws") return await SayAsync(operation, rule, caller);
        using HttpRequestMessage request = Request(operation, rule, caller);
        using HttpResponseMessage response = await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.IsSuccessStatusCode) return default;
        JsonElement problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        string code = problem.GetProperty("code").GetString()!;
        ((int)response.StatusCode).ShouldBe(code == ErrorCode.Unauthenticated ? 401 : 403, problem.GetRawText());
        return (code, problem.GetProperty("detail").GetString());
    }

    private HttpRequestMessage Request(string operation, RuleTable.Rule rule, string caller)
    {
        HttpRequestMessage request = operation switch
        {
            "publish" => Post("/events", $$"""{"name":"{{rule.Event}}","channel":"{{rule.Declared}}","payload":{{Payload}}}"""),
            "publish without contract" => Post("/events", $$"""{"name":"hi","channel":"{{rule.Private}}","payload":{{Payload}}}"""),
            "stream" => Get($"/events?channel={rule.Declared}"),
            "resume" => Get($"/events?channel={rule.Declared}&lastEventId=0198f3a2-0000-8000-8000-000000000000"),
            "history" => Get($"/events/history?channel={rule.Declared}"),
            "ticket" => Post("/events/ticket", $$"""{"channels":["{{rule.Declared}}"]}"""),
            "stream by ticket" => Get($"/events?channel={rule.Declared}&ticket={Ticket(caller, rule.Declared, expiresIn: 60)}"),
            "stream by ticket for another channel" => Get($"/events?channel={rule.Declared}&ticket={Ticket(caller, "room:another", expiresIn: 60)}"),
            "stream by expired ticket" => Get($"/events?channel={rule.Declared}&ticket={Ticket(caller, rule.Declared, expiresIn: -1)}"),
            "channel publish" => Post($"/channels/{rule.Declared}/publish", $$"""{"event":"{{rule.Event}}","data":{{Payload}}}"""),
            "channel publish without contract" => Post($"/channels/{rule.Private}/publish", $$"""{"event":"hi","data":{{Payload}}}"""),
            "channel subscribe" => Get($"/channels/{rule.Declared}/subscribe"),
            "channel subscribe as a member" => Get($"/channels/{rule.Presence}/subscribe?presence=true"),
            "presence" => Get($"/channels/{rule.Presence}/presence"),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };
        // Who comes with a ticket has nothing else that says who it is.
        if (request.RequestUri!.OriginalString.Contains("ticket=", StringComparison.Ordinal)) RuleTable.Pass(caller, request.Headers);
        else RuleTable.Identify(caller, request.Headers);
        return request;
    }

    private string Ticket(string caller, string channel, int expiresIn) => Host.Host.Services.GetRequiredService<StreamTickets>().Write(
        new StreamTicket(RuleTable.PrincipalOf(caller), [ChannelName.Parse(channel)], DateTimeOffset.UtcNow.AddSeconds(expiresIn), CredentialExpiresAt: null));

    private async Task<(string? Code, string? Text)> SayAsync(string operation, RuleTable.Rule rule, string caller)
    {
        using var handshake = new HttpRequestMessage();
        RuleTable.Identify(caller, handshake.Headers);
        await using SocketClient client = await SocketClient.ConnectAsync(
            Host.Host.BaseAddress, "/ws", [.. handshake.Headers.Select(header => (header.Key, string.Join(", ", header.Value)))]);
        string[] messages = operation switch
        {
            "join" => [Join(rule.Private)],
            "join a contract's channel" => [Join(rule.Declared, ""","envelopes":true""")],
            "join again" => [Join(rule.Later, ""","userInfo":{"first":true}"""), Join(rule.Later)],
            "message" => [Join(rule.Said), $$"""{"type":"channel:message","channel":"{{rule.Said}}","event":"hi","data":{{Payload}},"requestId":"1"}"""],
            "update" => [
                Join(rule.Later, ""","userInfo":{"first":true}"""),
                $$"""{"type":"channel:update","channel":"{{rule.Later}}","userInfo":{"name":"x"},"requestId":"1"}"""],
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };
        foreach (string message in messages)
        {
            JsonElement answer = await AnswerAsync(client, message);
            if (answer.GetProperty("type").GetString() == "error") return (answer.GetProperty("code").GetString(), answer.GetProperty("message").GetString());
        }

        return default;
    }

    // Others' joins and leaves come in between.
    private static async Task<JsonElement> AnswerAsync(SocketClient client, string message)
    {
        JsonElement answer = await client.AskAsync(message);
        while (!answer.TryGetProperty("requestId", out _)) answer = await client.ReceiveAsync();
        return answer;
    }

    private static string Join(string channel, string more = "") => $$"""{"type":"join","channel":"{{channel}}","requestId":"1"{{more}}}""";

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string json) => ProbeHost.Post(json, path);
}
