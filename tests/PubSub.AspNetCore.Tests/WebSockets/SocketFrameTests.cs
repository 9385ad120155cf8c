using System.Text;
using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>What RFC 6455 lets a client send, and what it does not.</summary>
public sealed class SocketFrameTests : SocketTestBase
{
    private const string Join = """{"type":"join","channel":"public-ä€😀"}""";

    [Fact]
    public async Task Text_InFragmentsWithPingsBetween_IsOneMessage()
    {
        await using RawSocket socket = await OpenAsync();
        byte[] message = Encoding.UTF8.GetBytes("""{"type":"join","requestId":"ä€😀","channel":"public-a"}""");

        // Cut within each character.
        for (int i = 0; i < message.Length; i++)
        {
            await socket.SendAsync(i == 0 ? RawSocket.Text : RawSocket.Continuation, [message[i]], isFinal: false);
            await socket.SendAsync(RawSocket.Ping, $"ping {i}");
            (int opcode, byte[] payload) = await socket.ReceiveAsync();
            opcode.ShouldBe(RawSocket.Pong);
            Encoding.UTF8.GetString(payload).ShouldBe($"ping {i}");
        }

        await socket.SendAsync(RawSocket.Continuation, "");
        JsonElement joined = JsonElement.Parse(await socket.ReceiveTextAsync());
        joined.GetProperty("type").GetString().ShouldBe("channel:joined");
        joined.GetProperty("requestId").GetString().ShouldBe("ä€😀");
    }

    [Fact]
    public async Task Text_NotUtf8_ClosesWith1007()
    {
        await using RawSocket socket = await OpenAsync();

        await socket.SendAsync(RawSocket.Text, [0x22, 0xC3, 0x28, 0x22]);

        (await socket.ReceiveCloseAsync()).ShouldBe(1007);
        (await socket.IsClosedByPeerAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(RawSocket.Text, false)]
    [InlineData(RawSocket.Continuation, true)]
    [InlineData(0x3, true)]
    public async Task Frame_AgainstTheProtocol_ClosesWith1002(int opcode, bool isMasked)
    {
        await using RawSocket socket = await OpenAsync();

        await socket.SendAsync(opcode, Encoding.UTF8.GetBytes(Join), isMasked: isMasked);

        (await socket.ReceiveCloseAsync()).ShouldBe(1002);
    }

    [Fact]
    public async Task Message_OfBytes_IsRefusedAndClosesWith1003()
    {
        await using SocketClient client = await ConnectAsync();

        await client.SendBytesAsync([1, 2, 3]);

        (await client.ReceiveAsync()).ShouldBeError("INVALID_REQUEST");
        (await client.ReceiveCloseAsync()).ShouldBe(1003);
    }

    [Fact]
    public async Task Message_WithInfoOfAMegabyte_IsRefusedAndClosesWith1009()
    {
        await using SocketClient client = await ConnectAsync("ann");

        await client.SendAsync($$$"""{"type":"join","channel":"presence-a","userInfo":{"name":"{{{new string('x', 1 << 20)}}}"}}""");

        (await client.ReceiveAsync()).ShouldBeError("PAYLOAD_TOO_LARGE");
        (await client.ReceiveCloseAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task Close_ByClient_IsAnsweredWith1000AndEndsTheConnection()
    {
        await using RawSocket socket = await OpenAsync();

        await socket.SendAsync(RawSocket.Close, [0x03, 0xE8]);

        (await socket.ReceiveCloseAsync()).ShouldBe(1000);
        (await socket.IsClosedByPeerAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Reset_OfConnection_EndsTheSession()
    {
        await using RawSocket socket = await OpenAsync();
        await Eventually.HoldsAsync(() => Host.SessionCount() == 1);

        socket.Reset();

        await Eventually.HoldsAsync(() => Host.SessionCount() == 0);
    }

    private Task<RawSocket> OpenAsync() => RawSocket.ConnectAsync(Host.Host.EndPoint);
}
