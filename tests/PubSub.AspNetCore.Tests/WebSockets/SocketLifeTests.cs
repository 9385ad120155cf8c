using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>How the server ends connections.</summary>
public sealed class SocketLifeTests : SocketTestBase
{
    private static readonly string s_big = new('x', 50_000);

    private readonly TaskCompletionSource _slowRule = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override void Configure(TestHostSettings settings)
    {
        settings.PubSub.Add(options => options.Guard("slow", AccessRule.When(async context =>
        {
            await _slowRule.Task.WaitAsync(context.CancellationToken);
            return true;
        })));
        settings.PubSub.Add(options => options.Fanout.KeepAlive = TimeSpan.FromMilliseconds(200));
        settings.PubSub.Add(options => options.Fanout.StalledStreamTimeout = TimeSpan.FromMilliseconds(500));
        settings.Http.Add(options => options.StreamDrainTimeout = TimeSpan.FromMilliseconds(300));
        ExpiringCredential.Use(settings);
    }

    [Fact]
    public async Task Ping_NotAnswered_ClosesWith4201()
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint);

        (await socket.ReceiveCloseAsync()).ShouldBe(4201);
    }

    [Fact]
    public async Task Ping_Answered_KeepsTheConnection()
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint);

        for (int i = 0; i < 4; i++)
        {
            (await socket.ReceiveAsync()).Opcode.ShouldBe(RawSocket.Ping);
            await socket.SendAsync(RawSocket.Pong, "");
        }
    }

    [Fact]
    public async Task Ping_FloodWithoutReading_IsNotReadOnAndCut()
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint, receiveBuffer: 4096);
        byte[] data = new byte[125];

        // More than all buffers on the way hold: were all of it read, the answers would be kept somewhere.
        await Should.ThrowAsync<IOException>(async () =>
        {
            for (int i = 0; i < 200_000; i++) await socket.SendAsync(RawSocket.Ping, data);
        });

        await Eventually.HoldsAsync(() => Host.SessionCount() == 0);
    }

    [Theory]
    [InlineData("""{"type":"join","channel":"public-a"}""")]
    [InlineData("""{"type":"leave","channel":"public-b"}""")]
    public async Task Message_FloodWithoutReading_IsNotReadOnAndCut(string message)
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint, receiveBuffer: 4096);

        await Should.ThrowAsync<IOException>(async () =>
        {
            for (int i = 0; i < 400_000; i++) await socket.SendAsync(RawSocket.Text, message);
        });

        await Eventually.HoldsAsync(() => Host.SessionCount() == 0);
    }

    [Fact]
    public async Task Ping_WhileAMessageIsCarriedOut_MayGoUnanswered()
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint, $"{HeaderAuthentication.Header}: ann\r\n");
        await socket.SendAsync(RawSocket.Text, """{"type":"join","channel":"private-slow"}""");

        // The answers of these could not be read either.
        for (int i = 0; i < 4; i++) (await socket.ReceiveAsync()).Opcode.ShouldBe(RawSocket.Ping);
        _slowRule.SetResult();

        (await socket.ReceiveTextAsync()).ShouldContain("channel:joined");
    }

    [Fact]
    public async Task Close_NotAnswered_EndsTheConnectionAllTheSame()
    {
        await using RawSocket socket = await RawSocket.ConnectAsync(Host.Host.EndPoint);
        await socket.SendAsync(RawSocket.Binary, "x");

        (await socket.ReceiveCloseAsync()).ShouldBe(1003);

        (await socket.IsClosedByPeerAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Credential_ThatEnds_ClosesWith4202()
    {
        await using SocketClient client = await SocketClient.ConnectAsync(Host.Host.BaseAddress, "/ws", (ExpiringCredential.Header, "300"));

        (await client.ReceiveCloseAsync()).ShouldBe(4202);
    }

    [Fact]
    public async Task Stop_OfHost_ClosesWith4200()
    {
        await using SocketClient client = await JoinAsync("public-a");
        Task<int> closed = client.ReceiveCloseAsync();

        Task stopping = Host.Host.StopAsync();

        (await closed).ShouldBe(4200);
        await client.CloseAsync();
        await stopping.WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task Join_NeverRead_IsCutAndHoldsUpNobody()
    {
        await using RawSocket deaf = await RawSocket.ConnectAsync(Host.Host.EndPoint, receiveBuffer: 4096);
        await deaf.SendAsync(RawSocket.Text, """{"type":"join","channel":"public-a"}""");
        (await deaf.ReceiveTextAsync()).ShouldContain("channel:joined");
        await using SocketClient reader = await JoinAsync("public-a");
        await using SocketClient sender = await JoinAsync("public-a");
        int sent = 0, received = 0;
        Task reading = Task.Run(async () =>
        {
            while ((await reader.ReceiveAsync()).GetProperty("event").GetString() != "last") received++;
        });

        // Until the one that does not read is gone.
        while (Host.SessionCount() == 3 && sent < 20_000)
        {
            await sender.SendAsync($$$"""{"type":"channel:message","channel":"public-a","event":"e","data":"{{{s_big}}}"}""");
            if ((await sender.ReceiveAsync()).GetProperty("type").GetString() == "channel:sent") sent++;
        }

        await Eventually.HoldsAsync(() => Host.SessionCount() == 2);
        await Eventually.HoldsAsync(async () =>
            (await sender.AskAsync("""{"type":"channel:message","channel":"public-a","event":"last"}""")).GetProperty("type").GetString() == "channel:sent");
        await reading.WaitAsync(TestHost.Patience);
        received.ShouldBe(sent);
    }
}
