using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

public sealed class ChannelProtocolTests : SocketTestBase
{
    [Fact]
    public async Task Join_PublicChannel_AnswersJoinedWithItsType()
    {
        await using SocketClient client = await ConnectAsync();

        JsonElement joined = await client.AskAsync("""{"type":"join","channel":"public-announcements"}""");

        joined.GetRawText().ShouldBe("""{"type":"channel:joined","channel":"public-announcements","channelType":"public"}""");
    }

    [Fact]
    public async Task Join_PrivateChannelWithoutUser_AnswersForbidden()
    {
        await using SocketClient client = await ConnectAsync();

        JsonElement error = await client.AskAsync("""{"type":"join","requestId":"req-1","channel":"private-team-123"}""");

        error.ShouldBeError("FORBIDDEN", "req-1");
    }

    [Fact]
    public async Task Join_PrivateChannelAsUser_AnswersJoined()
    {
        await using SocketClient client = await ConnectAsync("ann");

        JsonElement joined = await client.AskAsync("""{"type":"join","channel":"private-team-123"}""");

        joined.GetProperty("channelType").GetString().ShouldBe("private");
    }

    [Fact]
    public async Task Join_ChannelOfNoKind_AnswersNotFound()
    {
        await using SocketClient client = await ConnectAsync("ann");

        (await client.AskAsync("""{"type":"join","channel":"elsewhere"}""")).ShouldBeError("NOT_FOUND");
    }

    [Fact]
    public async Task Join_Twice_AnswersJoinedAgain()
    {
        await using SocketClient client = await JoinAsync("public-chat");

        JsonElement again = await client.AskAsync("""{"type":"join","requestId":"r","channel":"public-chat"}""");

        again.GetRawText().ShouldBe("""{"type":"channel:joined","requestId":"r","channel":"public-chat","channelType":"public"}""");
    }

    [Fact]
    public async Task Message_ToOthers_ArrivesWithSenderAndTime()
    {
        await using SocketClient sender = await JoinAsync("public-chat", "user-1");
        await using SocketClient other = await JoinAsync("public-chat");

        await sender.SendAsync("""{"type":"channel:message","requestId":"req-3","channel":"public-chat","event":"new-message","data":{"text":"Hello everyone!"}}""");

        JsonElement message = await other.ReceiveAsync();
        message.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "event", "data", "from", "timestamp"]);
        message.GetProperty("type").GetString().ShouldBe("channel:message");
        message.GetProperty("event").GetString().ShouldBe("new-message");
        message.GetProperty("data").GetRawText().ShouldBe("""{"text":"Hello everyone!"}""");
        message.GetProperty("from").GetProperty("userId").GetString().ShouldBe("user-1");
        message.GetProperty("from").GetProperty("clientId").GetString().ShouldNotBeNullOrEmpty();
        message.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Message_ToItsSender_IsAnsweredSentOnly()
    {
        await using SocketClient sender = await JoinAsync("public-chat");
        await using SocketClient other = await JoinAsync("public-chat");

        JsonElement sent = await sender.AskAsync("""{"type":"channel:message","requestId":"req-3","channel":"public-chat","event":"e","data":1}""");
        await other.AskAsync("""{"type":"channel:message","channel":"public-chat","event":"reply","data":2}""");

        sent.GetRawText().ShouldBe("""{"type":"channel:sent","requestId":"req-3","channel":"public-chat","delivered":1}""");
        (await sender.ReceiveAsync()).GetProperty("event").GetString().ShouldBe("reply");
    }

    [Fact]
    public async Task Message_WithoutJoin_AnswersNotInChannel()
    {
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync("""{"type":"channel:message","channel":"public-chat","event":"e"}""")).ShouldBeError("NOT_IN_CHANNEL");
    }

    [Fact]
    public async Task Leave_JoinedChannel_AnswersLeftAndEndsItsMessages()
    {
        await using SocketClient client = await JoinAsync("public-chat");
        await using SocketClient other = await JoinAsync("public-chat");

        JsonElement left = await client.AskAsync("""{"type":"leave","requestId":"req-2","channel":"public-chat"}""");
        JsonElement sent = await other.AskAsync("""{"type":"channel:message","channel":"public-chat","event":"e"}""");
        JsonElement next = await client.AskAsync("""{"type":"join","channel":"public-other"}""");

        left.GetRawText().ShouldBe("""{"type":"channel:left","requestId":"req-2","channel":"public-chat"}""");
        sent.GetProperty("delivered").GetInt32().ShouldBe(0);
        next.GetProperty("type").GetString().ShouldBe("channel:joined");
    }

    [Fact]
    public async Task Leave_ChannelOfOthers_AnswersNotMember()
    {
        await using SocketClient other = await JoinAsync("public-chat");
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync("""{"type":"leave","channel":"public-chat"}""")).ShouldBeError("NOT_MEMBER");
    }

    [Fact]
    public async Task Disconnect_InChannel_LeavesIt()
    {
        await using SocketClient stays = await JoinAsync("public-chat");
        await using SocketClient goes = await JoinAsync("public-chat");

        await goes.CloseAsync();

        await Eventually.HoldsAsync(async () =>
            (await stays.AskAsync("""{"type":"channel:message","channel":"public-chat","event":"e"}""")).GetProperty("delivered").GetInt32() == 0);
    }
}
