using System.Text.Json;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>Whose tenant an address is, is asked again whenever a connection that is in the channel does something there.</summary>
public sealed class TenantLossTests : AccessTestBase
{
    private const string Channel = "tenant:acme:presence:room:1";

    private volatile string[] _tenants = ["acme"];

    [Theory]
    [InlineData($$"""{"type":"join","channel":"{{Channel}}"}""")]
    [InlineData($$"""{"type":"channel:message","channel":"{{Channel}}","event":"hi","data":1}""")]
    [InlineData($$$"""{"type":"channel:update","channel":"{{{Channel}}}","userInfo":{"name":"x"}}""")]
    public async Task Message_CallerIsOfTheTenantNoLonger_IsForbidden(string message)
    {
        await using SocketClient client = await SocketClient.ConnectAsync(Host.Host.BaseAddress, "/ws", (HeaderAuthentication.Header, "ann"));
        (await client.AskAsync($$"""{"type":"join","channel":"{{Channel}}"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");

        _tenants = ["zeta"];

        JsonElement answer = await client.AskAsync(message);
        answer.GetProperty("code").GetString().ShouldBe(ErrorCode.Forbidden, answer.GetRawText());
    }

    protected override void Configure(PubSubOptions options)
    {
        options.AddManagerChannels();
        options.Tenants.Resolve = _ => _tenants;
    }
}
