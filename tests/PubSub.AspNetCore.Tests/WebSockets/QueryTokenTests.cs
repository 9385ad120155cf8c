using Microsoft.AspNetCore.Builder;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Whose query may bring a token: a WebSocket's, and nothing else's.</summary>
public sealed class QueryTokenTests
{
    [Theory]
    [InlineData("", "/ws", "Bearer ann")]
    [InlineData("", "/WS", "Bearer ann")]
    [InlineData("", "/x/y/ws", "")]
    [InlineData("", "/news", "")]
    [InlineData("/api", "/api/ws", "Bearer ann")]
    [InlineData("/api", "/ws", "")]
    [InlineData("/api", "/x/api/ws", "")]
    public async Task Token_ByWholePath_IsTakenForTheWebSocketOnly(string prefix, string path, string taken)
    {
        await using ProbeHost host = await StartAsync(settings => settings.Prefix = prefix);

        (await SeenAsync(host, path)).ShouldBe(taken);
    }

    [Fact]
    public async Task Token_BelowAParameter_IsTakenForTheWebSocketOnly()
    {
        await using ProbeHost host = await StartAsync(settings => settings.Prefix = "/of/{tenant}");

        (await SeenAsync(host, "/of/acme/ws")).ShouldBe("Bearer ann");
        (await SeenAsync(host, "/of/acme/news")).ShouldBe("");
    }

    // Behind routing, as a host's authentication is.
    private static Task<ProbeHost> StartAsync(Action<TestHostSettings> configure) => ProbeHost.StartAsync(settings =>
    {
        settings.Pipeline.Add(app => app.Use((context, next) =>
        {
            context.Response.Headers["X-Seen"] = context.Request.Headers.Authorization.ToString();
            return next(context);
        }));
        configure(settings);
    });

    private static async Task<string> SeenAsync(ProbeHost host, string path)
    {
        using HttpResponseMessage response = await host.Client.GetAsync(path + "?token=ann");
        return response.Headers.GetValues("X-Seen").Single();
    }
}
