using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core;
using PubSub.Core.Access;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>Two axes of the table: the rules, each with an address of its own on every kind of channel, and the callers.</summary>
internal static class RuleTable
{
    public const string Anonymous = "anonymous";
    public const string Closed = "Closed until May.";

    private static readonly Dictionary<string, string[]> s_claims = new()
    {
        ["bob"] = [],
        ["ann"] = [],
        ["editor"] = [ClaimTypes.Role + "=editor"],
        ["scoped"] = ["scope=other rooms"],
        ["both"] = [ClaimTypes.Role + "=editor", "scope=rooms"],
        ["adult"] = ["age=adult"],
        ["passing"] = [],
        ["own"] = ["tenant=acme"],
        ["other"] = ["tenant=zeta"],
    };

    public static IReadOnlyList<string> Callers { get; } = [Anonymous, .. s_claims.Keys];

    /// <summary>The rules by name. <c>LetsThrough</c> is whom each of them allows what it is asked of.</summary>
    public static IReadOnlyDictionary<string, Rule> Rules { get; } = new Rule[]
    {
        new("anyone", true, [.. Callers]),
        new("nobody", false, []),
        new("authenticated", AccessRule.Authenticated, [.. s_claims.Keys]),
        new("role", "editor", ["editor", "both"]),
        new("scope", AccessRule.Scope("rooms"), ["scoped", "both"]),
        new("policy", AccessRule.Policy("over-18"), ["adult"]),
        new("function", AccessRule.When(async context =>
        {
            await Task.Yield();
            return context.UserId == "ann" ? AccessDecision.Allow : AccessDecision.Deny(Closed);
        }), ["ann"]),
        new("request", AccessRule.When(context => ((HttpContext)context.Request!).Request.Headers.ContainsKey("X-Pass")), ["passing"]),
        new("throws", AccessRule.When(bool (AccessContext _) => throw new InvalidOperationException("secret")), []),
        new("all", AccessRule.All("editor", AccessRule.Scope("rooms")), ["both"]),
        new("any", AccessRule.Any("editor", AccessRule.Scope("rooms")), ["editor", "scoped", "both"]),
        new("data", AccessRule.WhenData(context => context.UserId == "ann" && (context.Operation == AccessOperation.Subscribe || TextOf(context.Data) == "a")), ["ann"]),
        // What a wildcard guards, and a longer one within it, denied in allowed and allowed in denied.
        new("shut", AccessRule.When(_ => AccessDecision.Deny(Closed)), []) { IsWildcard = true },
        new("shut-but", "editor", ["editor", "both"]) { IsWildcard = true },
        new("free", AccessRule.Authenticated, [.. s_claims.Keys]) { IsWildcard = true },
        new("free-but", AccessRule.When(_ => AccessDecision.Deny(Closed)), []) { IsWildcard = true },
        new("tenant", true, ["own"]) { Tenant = "acme" },
    }.ToDictionary(rule => rule.Name);

    public static void Configure(PubSubOptions options)
    {
        options.AddManagerChannels();
        options.DefineChannel("hall:{hallId}").Event<RoomSay>("hall:say").History("1h");
        options.DefineChannel("tenant:{tenantId}:hall:{hallId}").Event<RoomSay>("tenant:say").History("1h").Access(publish: true, subscribe: true).Public();
        options.Guard("tenant:acme:*", true);
        foreach (Rule rule in Rules.Values.Where(rule => rule.Tenant is null))
        {
            string end = rule.IsWildcard ? "-*" : "";
            if (rule.IsWildcard) options.Guard("hall:" + rule.Name + end, rule.Access);
            options.Guard(rule.Name + end, rule.Access);
            options.Guard(rule.Name + "-say" + end, AccessRule.Any(AccessRule.When(context => context.Operation == AccessOperation.Subscribe), rule.Access));
            options.Guard(rule.Name + "-later" + end, AccessRule.Any(AccessRule.When(context => context.UserInfo?.TryGetProperty("first", out _) == true), rule.Access));
        }

        options.Channel<RoomChannel>(channel => channel.Publish = channel.Subscribe = AccessRule.Any(
            [.. Rules.Values.Where(rule => rule.IsOfARecord).Select(rule => AccessRule.All(AccessRule.When(context => context.Parameters["roomId"] == rule.Name), rule.Access))]));
    }

    /// <summary>The headers of a caller.</summary>
    public static void Identify(string caller, HttpRequestHeaders headers)
    {
        if (caller == Anonymous) return;
        headers.Add(HeaderAuthentication.Header, caller);
        foreach (string claim in s_claims[caller]) headers.Add(HeaderAuthentication.ClaimHeader, claim);
        Pass(caller, headers);
    }

    /// <summary>What a caller's requests carry beside who it is.</summary>
    public static void Pass(string caller, HttpRequestHeaders headers)
    {
        if (caller == "passing") headers.Add("X-Pass", "1");
    }

    /// <summary>A caller as the host knows it.</summary>
    public static ClaimsPrincipal PrincipalOf(string caller) => new(caller == Anonymous
        ? new ClaimsIdentity()
        : new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller), .. s_claims[caller].Select(c => c.Split('=', 2)).Select(c => new Claim(c[0], c[1]))], "Header"));

    private static string? TextOf(object? data) => data switch
    {
        RoomSay said => said.Text,
        JsonElement json => json.GetProperty("text").GetString(),
        _ => null,
    };

    /// <summary>A rule, and where it holds.</summary>
    internal sealed record Rule(string Name, AccessRule Access, string[] LetsThrough)
    {
        /// <summary>Whether it is a guard by wildcard, rather than a channel's own rule or a guard of one name.</summary>
        public bool IsWildcard { get; init; }

        /// <summary>The tenant of its addresses, if it is about that.</summary>
        public string? Tenant { get; init; }

        public bool IsOfARecord => !IsWildcard && Tenant is null;

        /// <summary>A channel with a contract and history.</summary>
        public string Declared => IsOfARecord ? $"room:{Name}" : Tenant is { } tenant ? $"tenant:{tenant}:hall:1" : $"hall:{Name}-1";

        /// <summary>The event of <see cref="Declared"/>.</summary>
        public string Event => IsOfARecord ? "room:say" : Tenant is null ? "hall:say" : "tenant:say";

        /// <summary>A channel without a contract that is private by its name.</summary>
        public string Private => Free("private-", "broadcast", "");

        /// <summary>One that members are known of.</summary>
        public string Presence => Free("presence-", "presence", "");

        /// <summary>One that anybody may read who has signed in: the rule is about publishing.</summary>
        public string Said => Free("private-", "broadcast", "-say");

        /// <summary>One that anybody may join the first time who has signed in.</summary>
        public string Later => Free("presence-", "presence", "-later");

        private string Free(string prefix, string kind, string use) =>
            Tenant is { } tenant ? $"tenant:{tenant}:{kind}:hall:1{use}" : $"{prefix}{Name}{use}{(IsWildcard ? "-1" : "")}";
    }
}
