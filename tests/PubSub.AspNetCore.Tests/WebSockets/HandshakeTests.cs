using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Who may open a WebSocket, and as whom.</summary>
public sealed class HandshakeTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings)
    {
        settings.PubSub.Add(options => options.Fanout.MaxSessions = 2);
        // Whoever brings a bearer token is the user of that name.
        settings.Pipeline.Add(app => app.Use((context, next) =>
        {
            string header = context.Request.Headers.Authorization.ToString();
            if (header.StartsWith("Bearer ", StringComparison.Ordinal))
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, header[7..])], "Bearer"));
            context.Response.Headers["X-Seen"] = header;
            return next(context);
        }));
        // A host's own handshake does not get in the way.
        settings.Pipeline.Add(app => app.UseWebSockets());
    }

    [Fact]
    public async Task Get_WithoutHandshake_IsAnswered400WithTheVersion()
    {
        using HttpResponseMessage response = await Host.Client.GetAsync("/ws");

        await response.ShouldBeProblemAsync(400, "INVALID_REQUEST");
        response.Headers.GetValues("Sec-WebSocket-Version").ShouldBe(["13"]);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task Token_InQuery_SignsIn(string name)
    {
        await using SocketClient client = await ConnectAsync(path: $"/ws?{name}=ann");

        (await client.AskAsync("""{"type":"join","channel":"presence-a"}""")).GetProperty("me").GetProperty("id").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task Token_InHeader_SignsIn()
    {
        await using SocketClient client = await SocketClient.ConnectAsync(Host.Host.BaseAddress, "/ws?token=bob", ("Authorization", "Bearer ann"));

        (await client.AskAsync("""{"type":"join","channel":"presence-a"}""")).GetProperty("me").GetProperty("id").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task Token_InQueryOfAnotherPath_SignsNobodyIn()
    {
        using HttpResponseMessage elsewhere = await Host.Client.GetAsync("/health?token=ann");
        using HttpResponseMessage here = await Host.Client.GetAsync("/ws?token=ann");

        elsewhere.Headers.GetValues("X-Seen").ShouldBe([""]);
        here.Headers.GetValues("X-Seen").ShouldBe(["Bearer ann"]);
    }

    [Fact]
    public async Task Token_InQuery_IsNotLogged()
    {
        await using (SocketClient client = await ConnectAsync(path: "/ws?token=secret-token"))
        {
            await client.AskAsync("""{"type":"join","channel":"public-a"}""");
        }

        await Eventually.HoldsAsync(() => Host.SessionCount() == 0);
        Host.Host.Logs.Where(entry => entry.Message.Contains("secret-token", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://{host}", true)]
    [InlineData("https://{host}", true)]
    public async Task Origin_WithAmbientCredential_MustBeTheServersOwn(string origin, bool isAllowed)
    {
        string from = origin.Replace("{host}", Host.Host.BaseAddress.Authority, StringComparison.Ordinal);

        // The header stands for a cookie, which a browser sends whichever page asks for it.
        (await IsAcceptedAsync(("Origin", from), (HeaderAuthentication.Header, "ann"))).ShouldBe(isAllowed);
    }

    [Fact]
    public async Task Origin_OfAnotherSiteWithTokenOrNothing_IsAccepted()
    {
        (await IsAcceptedAsync(("Origin", "https://app.example"), ("Authorization", "Bearer ann"))).ShouldBeTrue();
        (await IsAcceptedAsync(("Origin", "https://app.example"))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Bearer x", "/ws")]
    [InlineData(null, "/ws?token=x")]
    [InlineData("Negotiate x", "/ws")]
    public async Task Origin_OfAnotherSiteWhereACookieMayCount_IsRefusedWhateverElseItBrings(string? authorization, string path)
    {
        List<(string, string)> headers = [("Origin", "https://evil.example"), (HeaderAuthentication.Header, "ann")];
        if (authorization is not null) headers.Add(("Authorization", authorization));
        if (authorization?.StartsWith("Negotiate", StringComparison.Ordinal) != true) headers.Add(("Cookie", "login=ann"));
        (await IsAcceptedAsync(path, [.. headers])).ShouldBeFalse();
    }

    [Fact]
    public async Task Handshake_BeyondTheSessions_IsRefusedAndGivesItsPlaceBack()
    {
        await using SocketClient first = await ConnectAsync();
        await using (SocketClient second = await ConnectAsync())
        {
            WebSocketException refused = await Should.ThrowAsync<WebSocketException>(() => ConnectAsync());
            refused.Message.ShouldContain("503");
        }

        await Eventually.HoldsAsync(() => Host.SessionCount() == 1);
        await using SocketClient third = await ConnectAsync();
    }

    private Task<bool> IsAcceptedAsync(params (string, string)[] headers) => IsAcceptedAsync("/ws", headers);

    private async Task<bool> IsAcceptedAsync(string path, (string, string)[] headers)
    {
        try
        {
            await using SocketClient client = await SocketClient.ConnectAsync(Host.Host.BaseAddress, path, headers);
            return true;
        }
        catch (WebSocketException error)
        {
            error.Message.ShouldContain("403");
            return false;
        }
    }
}
