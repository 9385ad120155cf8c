using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>Every kind of rule, on every operation of every transport, for every kind of caller.</summary>
public sealed class RuleMatrixTests(RuleOperations operations) : IClassFixture<RuleOperations>
{
    private static readonly string[] s_endpointsWithoutChannel = ["GET /events/contract", "GET /health", "CONNECT /ws"];

    public static IReadOnlyList<object[]> Combinations { get; } =
        [.. from rule in RuleTable.Rules.Keys from operation in RuleOperations.All.Keys select new object[] { rule, operation }];

    public static IReadOnlyList<object[]> Operations { get; } = [.. RuleOperations.All.Keys.Select(operation => new object[] { operation })];

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Rule_OnEveryOperation_LetsThroughItsCallersAlone(string ruleName, string operation)
    {
        RuleTable.Rule rule = RuleTable.Rules[ruleName];
        var answers = new Dictionary<string, string?>();
        foreach (string caller in RuleTable.Callers) answers[caller] = (await operations.AskAsync(operation, rule, caller)).Code;
        answers.ShouldBe(RuleTable.Callers.ToDictionary(caller => caller, caller => CodeOf(rule, operation, caller)));
    }

    [Fact]
    public void Table_OfEveryEndpoint_HasAnOperation() =>
        operations.Host.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.DisplayName!["PubSub ".Length..])
            .Where(name => !name.StartsWith("40", StringComparison.Ordinal))
            .Except(s_endpointsWithoutChannel)
            .ShouldBe(RuleOperations.All.Values.Select(operation => operation.Endpoint).Distinct(), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Deny_WithReason_TellsItOnEveryOperation(string operation)
    {
        if (operation.EndsWith("another channel", StringComparison.Ordinal) || operation.EndsWith("expired ticket", StringComparison.Ordinal)) return;
        foreach (string rule in new[] { "function", "shut", "free-but" })
            (await operations.AskAsync(operation, RuleTable.Rules[rule], "bob")).Text.ShouldBe(RuleTable.Closed);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Throws_OnEveryOperation_TellsNothingOfTheError(string operation) =>
        (await operations.AskAsync(operation, RuleTable.Rules["throws"], "ann")).Text!.ShouldNotContain("secret");

    [Fact]
    public async Task Stream_OneOfSeveralChannelsDenied_IsRefusedAsAWhole()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/events?channel=room:anyone&channel=room:function");
        RuleTable.Identify("bob", request.Headers);
        using HttpResponseMessage response = await operations.Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    // Who has not signed in is told so, but over a WebSocket, which has one code for both.
    private static string? CodeOf(RuleTable.Rule rule, string operation, string caller)
    {
        (string endpoint, bool isPrivate) = RuleOperations.All[operation];
        if (operation.EndsWith("expired ticket", StringComparison.Ordinal)) return ErrorCode.Unauthenticated;
        if (operation.EndsWith("another channel", StringComparison.Ordinal)) return ErrorCode.Forbidden;
        bool isAnonymous = caller == RuleTable.Anonymous;
        if (rule.LetsThrough.Contains(caller) && !(isPrivate && isAnonymous)) return null;
        return isAnonymous && endpoint != "GET /ws" ? ErrorCode.Unauthenticated : ErrorCode.Forbidden;
    }
}
