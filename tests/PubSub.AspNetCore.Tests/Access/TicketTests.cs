using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Contracts;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

public sealed class TicketTests : AccessTestBase
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Ticket_ForTheChannel_OpensItsStreamAsTheUser()
    {
        string ticket = await IssueAsync("""["room:a","probe"]""");
        await using SseStream stream = await OpenAsync($"/events?channel=room:a&ticket={ticket}");
        await stream.NextControlAsync("pubsub:ready");

        await Host.Host.Services.GetRequiredService<IEventPublisher>().PublishAsync(new RoomChannel("a"), new RoomSay("hello"));

        (await stream.NextEventAsync()).Event.ShouldBe("room:say");
    }

    [Fact]
    public async Task Ticket_ForOtherChannels_IsForbidden()
    {
        using HttpResponseMessage response = await GetAsync($"/events?channel=room:a&channel=room:b&ticket={await IssueAsync("""["room:a"]""")}");
        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Ticket_AfterItsLifetime_IsRefused()
    {
        string ticket = await IssueAsync("""["room:a"]""");
        _time.Advance(TimeSpan.FromSeconds(61));
        using HttpResponseMessage response = await GetAsync($"/events?channel=room:a&ticket={ticket}");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Ticket_OfACredentialThatEndsSooner_EndsWithIt()
    {
        using HttpResponseMessage issued = await PostAsync("/events/ticket", """{"channels":["room:a"]}""", headers =>
        {
            As("ann")(headers);
            headers.Add(HeaderAuthentication.ExpiresHeader, "10");
        });
        JsonElement answer = await issued.ShouldBeOkAsync();
        answer.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(_time.GetUtcNow().AddSeconds(10));
        await using SseStream stream = await OpenAsync($"/events?channel=room:a&ticket={answer.GetProperty("ticket").GetString()}");
        await stream.NextControlAsync("pubsub:ready");

        _time.Advance(TimeSpan.FromSeconds(11));

        (await stream.NextControlAsync("pubsub:close")).Json.GetProperty("code").GetString().ShouldBe(ErrorCode.CredentialExpired);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Ticket_Forged_IsRefused(string ticket)
    {
        using HttpResponseMessage response = await GetAsync($"/events?channel=open&ticket={ticket}");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Ticket_OneByteChanged_IsRefused()
    {
        string ticket = await IssueAsync("""["room:a"]""");
        char[] changed = ticket.ToCharArray();
        changed[^10] = changed[^10] == 'A' ? 'B' : 'A';
        using HttpResponseMessage response = await GetAsync($"/events?channel=room:a&ticket={new string(changed)}");
        await response.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Ticket_WhateverElseIsAsked_IsGoodForStreamsOnly()
    {
        string ticket = await IssueAsync("""["room:a"]""");
        using HttpResponseMessage history = await GetAsync($"/events/history?channel=room:a&ticket={ticket}");
        await history.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
        using HttpResponseMessage publish = await PostAsync($"/events?ticket={ticket}", """{"name":"room:say","channel":"room:a","payload":{"text":"a"}}""");
        await publish.ShouldBeProblemAsync(401, ErrorCode.Unauthenticated);
    }

    [Fact]
    public async Task Ticket_RuleDeniesSinceItWasIssued_IsForbidden()
    {
        string ticket = await IssueAsync("""["room:a"]""");
        _isClosed = true;
        using HttpResponseMessage response = await GetAsync($"/events?channel=room:a&ticket={ticket}");
        await response.ShouldBeProblemAsync(403, ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Ticket_OnAnyRequest_IsInNoLog()
    {
        string ticket = await IssueAsync("""["room:a"]""");
        await using (SseStream stream = await OpenAsync($"/events?channel=room:a&ticket={ticket}")) await stream.NextControlAsync("pubsub:ready");
        using HttpResponseMessage refused = await GetAsync($"/events?channel=room:b&ticket={ticket}");
        (await refused.ShouldBeProblemAsync(403, ErrorCode.Forbidden)).GetRawText().ShouldNotContain(ticket);
        Host.Host.Logs.ShouldAllBe(entry => !entry.Message.Contains(ticket, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 400, ErrorCode.InvalidJson)]
    [InlineData("""{"channels":["\ud800"]}""", 400, ErrorCode.InvalidJson)]
    [InlineData("""{"\ud800\ud800":[]}""", 400, ErrorCode.InvalidJson)]
    [InlineData("[]", 400, ErrorCode.InvalidRequest)]
    [InlineData("{}", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"channels":"room:a"}""", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"channels":[]}""", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"channels":[1]}""", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"channels":["room:"]}""", 400, ErrorCode.InvalidChannel)]
    [InlineData("""{"channels":["nothing"]}""", 404, ErrorCode.UnknownChannel)]
    public async Task Issue_BadBody_IsRefusedWithItsCode(string body, int status, string code)
    {
        using HttpResponseMessage response = await PostAsync("/events/ticket", body, As("ann"));
        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task Issue_MoreThan64Channels_IsRefused()
    {
        string channels = string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"room:{i}\""));
        using HttpResponseMessage response = await PostAsync("/events/ticket", $$"""{"channels":[{{channels}}]}""", As("ann"));
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Issue_TooLongForAnAddress_IsRefused()
    {
        using HttpResponseMessage response = await PostAsync("/events/ticket", """{"channels":["room:a"]}""", As("ann", "big=" + new string('x', 5000)));
        await response.ShouldBeProblemAsync(400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Issue_Answer_IsNotKept()
    {
        using HttpResponseMessage response = await PostAsync("/events/ticket", """{"channels":["room:a"]}""", As("ann"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private bool _isClosed;

    protected override void Configure(PubSubOptions options) =>
        options.Channel<RoomChannel>(channel => channel.Subscribe = AccessRuleOfRooms());

    private Core.Access.AccessRule AccessRuleOfRooms() => Core.Access.AccessRule.When(context => !_isClosed && context.UserId == "ann");

    protected override void Configure(TestHostSettings settings) => settings.Services.Add(services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        // Keys of its own: a test leaves none behind.
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
    });

    private async Task<string> IssueAsync(string channels)
    {
        using HttpResponseMessage response = await PostAsync("/events/ticket", $$"""{"channels":{{channels}}}""", As("ann"));
        return (await response.ShouldBeOkAsync()).GetProperty("ticket").GetString()!;
    }
}
