using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>WebSockets as streams of HTTP/2 (RFC 8441).</summary>
public sealed class Http2SocketTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings) => settings.WebHost.Add(host =>
        host.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));

    [Fact]
    public async Task Join_OverHttp2_IsAnsweredAndClosed()
    {
        await using SocketClient client = await SocketClient.ConnectAsync(
            Host.Host.BaseAddress, "/ws", HttpVersion.Version20, (HeaderAuthentication.Header, "ann"));

        (await client.AskAsync("""{"type":"join","channel":"presence-a"}""")).GetProperty("me").GetProperty("id").GetString().ShouldBe("ann");
        await client.CloseAsync();

        client.CloseCode.ShouldBe(1000);
        await Eventually.HoldsAsync(() => Host.SessionCount() == 0);
    }
}
