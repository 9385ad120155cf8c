using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Messages that cannot be carried out are answered, and the connection goes on.</summary>
public sealed class SocketRequestTests : SocketTestBase
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"join","type":"leave"}""")]
    [InlineData("""{"type":"join","channel":"presence-a","userInfo":{"\ud800":1}}""")]
    public async Task Message_NoJsonObject_AnswersInvalidJson(string message) => await ShouldAnswerAsync(message, "INVALID_JSON");

    [Fact]
    public async Task Message_NestedTooDeeply_AnswersInvalidJson() =>
        await ShouldAnswerAsync("""{"type":"join","data":""" + new string('[', 100) + new string(']', 100) + "}", "INVALID_JSON");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"join"}""")]
    [InlineData("""{"type":"join","channel":7}""")]
    [InlineData("""{"type":"join","channel":""}""")]
    [InlineData("""{"type":"join","channel":"public-a b"}""")]
    [InlineData("""{"type":"join","channel":"public-\ud800"}""")]
    [InlineData("""{"type":"join","channel":"public-a","envelopes":"yes"}""")]
    [InlineData("""{"type":"join","channel":"public-a","lastEventId":"x"}""")]
    [InlineData("""{"type":"join","requestId":7,"channel":"public-a"}""")]
    [InlineData("""{"type":"channel:message","channel":"public-a"}""")]
    public async Task Message_LacksWhatItNeeds_AnswersInvalidRequest(string message) => await ShouldAnswerAsync(message, "INVALID_REQUEST");

    [Fact]
    public async Task Message_UnknownType_KeepsItsRequestId()
    {
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync("""{"type":"dance","requestId":"req-9"}""")).ShouldBeError("INVALID_REQUEST", "req-9");
    }

    [Theory]
    [InlineData("bad name")]
    [InlineData("pubsub:ready")]
    public async Task Send_EventThatNoneMayBeCalled_AnswersInvalidRequest(string name)
    {
        await using SocketClient client = await JoinAsync("public-a");

        (await client.AskAsync($$"""{"type":"channel:message","channel":"public-a","event":"{{name}}"}""")).ShouldBeError("INVALID_REQUEST");
    }

    [Fact]
    public async Task Join_NameInAnotherCase_IsAnotherChannel()
    {
        await using SocketClient lower = await JoinAsync("public-a");
        await using SocketClient upper = await JoinAsync("public-A");

        (await upper.AskAsync("""{"type":"channel:message","channel":"public-A","event":"e"}""")).GetProperty("delivered").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Join_NameInAnotherEncoding_IsTheSameChannel()
    {
        await using SocketClient plain = await JoinAsync("public-a");
        await using SocketClient encoded = await ConnectAsync();

        JsonElement joined = await encoded.AskAsync("""{"type":"join","channel":"public-%61"}""");

        joined.GetProperty("channel").GetString().ShouldBe("public-a");
        (await plain.AskAsync("""{"type":"channel:message","channel":"public-a","event":"e"}""")).GetProperty("delivered").GetInt32().ShouldBe(1);
    }

    private async Task ShouldAnswerAsync(string message, string code)
    {
        await using SocketClient client = await ConnectAsync();

        JsonElement answer = await client.AskAsync(message);

        answer.GetProperty("type").GetString().ShouldBe("error");
        answer.GetProperty("code").GetString().ShouldBe(code, answer.GetRawText());
        (await client.AskAsync("""{"type":"join","channel":"public-after"}""")).GetProperty("type").GetString().ShouldBe("channel:joined");
    }
}
