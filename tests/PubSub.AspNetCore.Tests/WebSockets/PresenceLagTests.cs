using System.Text.Json;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>A member that reads more slowly than the others change.</summary>
public sealed class PresenceLagTests : SocketTestBase
{
    private const int Updates = 3000;
    private static readonly string s_big = new('x', 3500);

    protected override void Configure(TestHostSettings settings)
    {
        settings.PubSub.Add(options => options.Fanout.WindowEvents = 16);
        settings.Http.Add(options => options.WebSocket.MessagesPerSecond = 1_000_000);
    }

    [Fact]
    public async Task Changes_BeyondTheWindow_AreReplacedByWhoIsThere()
    {
        await using RawSocket slow = await RawSocket.ConnectAsync(Host.Host.EndPoint, $"{HeaderAuthentication.Header}: slow\r\n", receiveBuffer: 4096);
        await slow.SendAsync(RawSocket.Text, """{"type":"join","requestId":"first","channel":"presence-a"}""");
        (await slow.ReceiveTextAsync()).ShouldContain("first");
        await using SocketClient busy = await JoinAsync("presence-a", "busy");

        for (int i = 1; i <= Updates; i++)
            await busy.AskAsync($$$"""{"type":"channel:update","channel":"presence-a","userInfo":{"count":{{{i}}},"text":"{{{s_big}}}"}}""");

        int known = 0, afresh = 0;
        while (known < Updates)
        {
            JsonElement message = JsonElement.Parse(await slow.ReceiveTextAsync());
            JsonElement member;
            if (message.GetProperty("type").GetString() == "channel:joined")
            {
                afresh++;
                message.TryGetProperty("requestId", out _).ShouldBeFalse();
                message.GetProperty("me").GetProperty("id").GetString().ShouldBe("slow");
                member = message.GetProperty("members").EnumerateArray().Single(m => m.GetProperty("id").GetString() == "busy");
            }
            else
            {
                member = message.GetProperty("member");
            }

            if (!member.TryGetProperty("count", out JsonElement count)) continue;
            // What is told next comes right after what was told afresh.
            if (message.GetProperty("type").GetString() == "presence:member_updated") count.GetInt32().ShouldBe(known + 1);
            known = count.GetInt32();
        }

        afresh.ShouldBeGreaterThan(0);
    }
}
