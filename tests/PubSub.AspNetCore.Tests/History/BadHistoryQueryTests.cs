using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.History;

/// <summary>Queries that <c>GET /events/history</c> refuses.</summary>
public sealed class BadHistoryQueryTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?limit=5")]
    [InlineData("?channel=open&channel=probe")]
    [InlineData("?channel=open&channel=open")]
    [InlineData("?channel=open&since=2026-01-01&since=2026-01-02")]
    [InlineData("?channel=open&limit=1&limit=2")]
    [InlineData("?channel=open&extra=1")]
    [InlineData("?channel=open&Limit=1")]
    [InlineData("?Channel=open")]
    [InlineData("?channel=open&limit=0")]
    [InlineData("?channel=open&limit=-1")]
    [InlineData("?channel=open&limit=1001")]
    [InlineData("?channel=open&limit=1000000000")]
    [InlineData("?channel=open&limit=99999999999999999999")]
    [InlineData("?channel=open&limit=abc")]
    [InlineData("?channel=open&limit=1.5")]
    [InlineData("?channel=open&limit=%201")]
    [InlineData("?channel=open&limit=1e2")]
    [InlineData("?channel=open&limit=")]
    [InlineData("?channel=open&limit=%D9%A1")]
    public async Task Get_WrongQuery_IsInvalidRequest(string query) => await RefusedAsync(query, 400, ErrorCode.InvalidRequest);

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1767225600000")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-01-01T25:00:00Z")]
    [InlineData("2026-01-01T00:00:00+99:00")]
    [InlineData("01/02/2026")]
    [InlineData("yesterday")]
    [InlineData("2026-01-01T00:00:00Z%00")]
    public async Task Get_WrongSince_IsInvalidCursor(string since) => await RefusedAsync("?channel=open&since=" + since, 400, ErrorCode.InvalidCursor);

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("room:")]
    [InlineData("room::a")]
    [InlineData("room:..")]
    [InlineData("room:%2e%2e")]
    [InlineData("room:%252e%252e")]
    [InlineData("../orders")]
    [InlineData("room:a%00")]
    [InlineData("room:a%2500")]
    [InlineData("room:%0a")]
    [InlineData("room:%250a")]
    [InlineData("room:%7f")]
    [InlineData("room:%C2%85")]
    [InlineData("room:%FF")]
    [InlineData("room:%25FF")]
    [InlineData("room:%25")]
    [InlineData("room:a+b")]
    [InlineData("room:a%20b")]
    [InlineData("room:%7BroomId%7D")]
    public async Task Get_MalformedAddress_IsInvalidChannel(string address) => await RefusedAsync("?channel=" + address, 400, ErrorCode.InvalidChannel);

    [Fact]
    public async Task Get_AddressOverFourThousandCharacters_IsInvalidChannel() =>
        await RefusedAsync("?channel=room:" + new string('a', 5000), 400, ErrorCode.InvalidChannel);

    [Theory]
    [InlineData("nothing")]
    [InlineData("room")]
    [InlineData("room:a:b")]
    [InlineData("OPEN")]
    [InlineData("pubsub:ready")]
    public async Task Get_UnknownChannel_IsUnknownChannel(string address) => await RefusedAsync("?channel=" + address, 404, ErrorCode.UnknownChannel);

    [Fact]
    public async Task Get_ParametersOverOneKilobyte_IsUnknownChannel() =>
        await RefusedAsync("?channel=room:" + new string('a', 1025), 404, ErrorCode.UnknownChannel);

    [Fact]
    public async Task Get_EphemeralChannel_IsHistoryDisabled() => await RefusedAsync("?channel=live", 404, ErrorCode.HistoryDisabled);

    private async Task RefusedAsync(string query, int status, string code)
    {
        using HttpResponseMessage response = await fixture.Host.Client.GetAsync("/events/history" + query);
        await response.ShouldBeProblemAsync(status, code);
    }
}
