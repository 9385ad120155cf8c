using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Clients that ask for more than one may have.</summary>
public sealed class SocketLimitTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings) => settings.PubSub.Add(options => options.Presence.MaxMembersPerChannel = 1);

    [Fact]
    public async Task Join_FullChannel_AnswersChannelFullAndIsNotIn()
    {
        await using SocketClient ann = await JoinAsync("presence-room", "ann");
        await using SocketClient bob = await ConnectAsync("bob");

        (await bob.AskAsync("""{"type":"join","requestId":"r","channel":"presence-room"}""")).ShouldBeError("CHANNEL_FULL", "r", retryAfterMs: 5000);

        (await bob.AskAsync("""{"type":"channel:message","channel":"presence-room","event":"e"}""")).ShouldBeError("NOT_IN_CHANNEL");
    }

    [Fact]
    public async Task Join_TenThousandChannels_StopsAtTheLimit()
    {
        await using SocketClient client = await ConnectAsync();
        var answers = new Dictionary<string, int>();
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 10_000; i++) await client.SendAsync($$"""{"type":"join","channel":"public-{{i}}"}""");
        });

        for (int i = 0; i < 10_000; i++)
        {
            JsonElement answer = await client.ReceiveAsync();
            string said = answer.TryGetProperty("code", out JsonElement code) ? code.GetString()! : answer.GetProperty("type").GetString()!;
            answers[said] = answers.GetValueOrDefault(said) + 1;
        }

        await sending;
        answers.Keys.ShouldBeSubsetOf(["channel:joined", "TOO_MANY_CHANNELS", "RATE_LIMITED"]);
        answers["channel:joined"].ShouldBe(100);
        answers["TOO_MANY_CHANNELS"].ShouldBeGreaterThan(0);
        answers["RATE_LIMITED"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Leave_AtTheLimit_MakesRoomForAnother()
    {
        await using SocketClient client = await ConnectAsync();
        for (int i = 0; i < 100; i++) await client.AskAsync($$"""{"type":"join","channel":"public-{{i}}"}""");
        (await client.AskAsync("""{"type":"join","channel":"public-more"}""")).ShouldBeError("TOO_MANY_CHANNELS");

        await client.AskAsync("""{"type":"leave","channel":"public-7"}""");

        await Eventually.HoldsAsync(async () =>
            (await client.AskAsync("""{"type":"join","channel":"public-more"}""")).GetProperty("type").GetString() == "channel:joined");
    }

    [Fact]
    public async Task Join_OverAndOver_IsRateLimited()
    {
        await using SocketClient client = await ConnectAsync();
        var codes = new List<string?>();

        for (int i = 0; i < 150; i++)
        {
            JsonElement answer = await client.AskAsync("""{"type":"join","requestId":"r","channel":"public-a"}""");
            codes.Add(answer.TryGetProperty("code", out JsonElement code) ? code.GetString() : null);
            if (codes[^1] == "RATE_LIMITED") answer.ShouldBeError("RATE_LIMITED", "r", retryAfterMs: 1000);
            if (codes[^1] is null) await client.AskAsync("""{"type":"leave","channel":"public-a"}""");
        }

        codes.ShouldContain("RATE_LIMITED");
        codes[0].ShouldBeNull();
    }
}
