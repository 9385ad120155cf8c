using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>The messages of presence channels, as the protocol's page shows them.</summary>
public sealed class PresenceProtocolTests : SocketTestBase
{
    private const string Room = "presence-room-456";

    [Fact]
    public async Task Join_PresenceChannel_AnswersMembersAndMe()
    {
        await using SocketClient client = await ConnectAsync("user-1");

        JsonElement joined = await client.AskAsync(
            """{"type":"join","requestId":"req-1","channel":"presence-room-456","userInfo":{"name":"John Doe","avatar":"url","status":"online"}}""");

        joined.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "requestId", "channel", "channelType", "members", "me"]);
        joined.GetProperty("channelType").GetString().ShouldBe("presence");
        JsonElement me = joined.GetProperty("me");
        me.EnumerateObject().Select(m => m.Name).ShouldBe(["id", "clientId", "name", "avatar", "status", "joinedAt"]);
        me.GetProperty("id").GetString().ShouldBe("user-1");
        joined.GetProperty("members").GetRawText().ShouldBe($"[{me.GetRawText()}]");
    }

    [Fact]
    public async Task Join_WithoutUser_AnswersForbidden()
    {
        await using SocketClient client = await ConnectAsync();

        (await client.AskAsync("""{"type":"join","channel":"presence-room-456"}""")).ShouldBeError("FORBIDDEN");
    }

    [Fact]
    public async Task Join_OfAnother_IsToldToMembersOnce()
    {
        await using SocketClient john = await EnterAsync("john");

        await using SocketClient jane = await EnterAsync("jane");
        await jane.SendAsync(Message("hello"));

        JsonElement joined = await john.ReceiveAsync();
        joined.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "member", "timestamp"]);
        joined.GetProperty("type").GetString().ShouldBe("presence:member_joined");
        joined.GetProperty("channel").GetString().ShouldBe(Room);
        joined.GetProperty("member").GetProperty("id").GetString().ShouldBe("jane");
        joined.GetProperty("member").GetProperty("name").GetString().ShouldBe("The jane");
        joined.GetProperty("member").GetProperty("clientId").GetString().ShouldNotBeNullOrEmpty();
        (await john.ReceiveAsync()).GetProperty("event").GetString().ShouldBe("hello");
    }

    [Fact]
    public async Task Join_Again_AnswersWhoIsThereNow()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");

        JsonElement again = await john.AskAsync("""{"type":"join","requestId":"again","channel":"presence-room-456","userInfo":{"status":"back"}}""");

        again.GetProperty("requestId").GetString().ShouldBe("again");
        again.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ShouldBe(["john", "jane"], ignoreOrder: true);
        again.GetProperty("me").GetProperty("name").GetString().ShouldBe("The john");
        again.GetProperty("me").GetProperty("status").GetString().ShouldBe("back");
        (await jane.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("presence:member_updated");
    }

    [Fact]
    public async Task Join_AgainAmongChanges_TellsEachOnceAfterTheList()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");
        Task changing = Task.Run(async () =>
        {
            for (int i = 1; i <= 100; i++)
                await jane.AskAsync($$$"""{"type":"channel:update","channel":"presence-room-456","userInfo":{"count":{{{i}}}}}""");
        });
        Task asking = Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++) await john.SendAsync("""{"type":"join","requestId":"again","channel":"presence-room-456"}""");
        });

        int known = 0;
        for (int lists = 0; lists < 50 || known < 100;)
        {
            JsonElement message = await john.ReceiveAsync();
            bool isList = message.GetProperty("type").GetString() == "channel:joined";
            if (isList) lists++;
            JsonElement member = isList ? message.GetProperty("members").EnumerateArray().Single(m => m.GetProperty("id").GetString() == "jane") : message.GetProperty("member");
            int count = member.TryGetProperty("count", out JsonElement value) ? value.GetInt32() : 0;
            // A change right after what is known; a list may hold more than was told, and never less.
            if (isList) count.ShouldBeGreaterThanOrEqualTo(known);
            else count.ShouldBe(known + 1);
            known = count;
        }

        await Task.WhenAll(changing, asking);
    }

    [Fact]
    public async Task Join_SecondTab_IsNotTold()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");

        await using SocketClient tab = await EnterAsync("jane");
        await tab.SendAsync(Message("hello"));

        (await john.ReceiveAsync()).GetProperty("event").GetString().ShouldBe("hello");
    }

    [Fact]
    public async Task Leave_OfAnother_IsToldToMembers()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");

        JsonElement answer = await jane.AskAsync("""{"type":"leave","requestId":"req-2","channel":"presence-room-456"}""");

        answer.GetRawText().ShouldBe("""{"type":"channel:left","requestId":"req-2","channel":"presence-room-456"}""");
        JsonElement left = await john.ReceiveAsync();
        left.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "member", "timestamp"]);
        left.GetProperty("type").GetString().ShouldBe("presence:member_left");
        left.GetProperty("member").GetProperty("name").GetString().ShouldBe("The jane");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disconnect_OfAnother_IsToldAsLeft(bool abruptly)
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");

        if (abruptly) jane.Abort();
        else await jane.CloseAsync();

        (await john.ReceiveAsync()).GetProperty("type").GetString().ShouldBe("presence:member_left");
    }

    [Fact]
    public async Task Update_OfInfo_AnswersMemberAndIsToldToOthers()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await john.ReceiveAsync("presence:member_joined");

        JsonElement answer = await jane.AskAsync(
            """{"type":"channel:update","requestId":"req-4","channel":"presence-room-456","userInfo":{"status":"away"}}""");

        answer.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "requestId", "channel", "member"]);
        answer.GetProperty("type").GetString().ShouldBe("channel:updated");
        JsonElement member = answer.GetProperty("member");
        member.EnumerateObject().Select(m => m.Name).ShouldBe(["id", "clientId", "name", "status", "joinedAt", "updatedAt"]);
        JsonElement told = await john.ReceiveAsync();
        told.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "channel", "member", "timestamp"]);
        told.GetProperty("type").GetString().ShouldBe("presence:member_updated");
        told.GetProperty("member").GetRawText().ShouldBe(member.GetRawText());
    }

    [Fact]
    public async Task Update_OfInfo_IsNotToldToWhoMadeIt()
    {
        await using SocketClient john = await EnterAsync("john");

        await john.AskAsync("""{"type":"channel:update","channel":"presence-room-456","userInfo":{"status":"away"}}""");

        (await john.AskAsync(Message("hello"))).GetProperty("type").GetString().ShouldBe("channel:sent");
    }

    [Fact]
    public async Task Update_OfPublicChannel_AnswersUpdateFailed()
    {
        await using SocketClient client = await JoinAsync("public-chat");

        (await client.AskAsync("""{"type":"channel:update","channel":"public-chat","userInfo":{}}""")).ShouldBeError("UPDATE_FAILED");
    }

    [Fact]
    public async Task Update_WithoutJoin_AnswersNotMember()
    {
        await using SocketClient client = await ConnectAsync("john");

        (await client.AskAsync("""{"type":"channel:update","channel":"presence-room-456","userInfo":{}}""")).ShouldBeError("NOT_MEMBER");
    }

    [Fact]
    public async Task Update_WithoutInfo_AnswersInvalidRequest()
    {
        await using SocketClient john = await EnterAsync("john");

        (await john.AskAsync("""{"type":"channel:update","channel":"presence-room-456"}""")).ShouldBeError("INVALID_REQUEST");
    }

    [Fact]
    public async Task Message_InPresenceChannel_CountsTheOtherMembers()
    {
        await using SocketClient john = await EnterAsync("john");
        await using SocketClient jane = await EnterAsync("jane");
        await using SocketClient tab = await EnterAsync("jane");

        (await jane.AskAsync(Message("hello"))).GetProperty("delivered").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    [InlineData("7")]
    public async Task Join_InfoThatIsNoObject_AnswersInvalidRequest(string info)
    {
        await using SocketClient client = await ConnectAsync("john");

        (await client.AskAsync($$"""{"type":"join","channel":"presence-room-456","userInfo":{{info}}}""")).ShouldBeError("INVALID_REQUEST");
    }

    [Fact]
    public async Task Join_InfoBeyondTheLimit_AnswersPayloadTooLarge()
    {
        await using SocketClient client = await ConnectAsync("john");

        JsonElement error = await client.AskAsync($$$"""{"type":"join","channel":"presence-room-456","userInfo":{"name":"{{{new string('x', 5000)}}}"}}""");

        error.ShouldBeError("PAYLOAD_TOO_LARGE");
        (await client.AskAsync("""{"type":"join","channel":"presence-room-456"}""")).GetProperty("members").GetArrayLength().ShouldBe(1);
    }

    private static string Message(string name) => $$$"""{"type":"channel:message","channel":"presence-room-456","event":"{{{name}}}","data":{}}""";

    private async Task<SocketClient> EnterAsync(string user)
    {
        SocketClient client = await ConnectAsync(user);
        JsonElement joined = await client.AskAsync($$$"""{"type":"join","channel":"presence-room-456","userInfo":{"name":"The {{{user}}}"}}""");
        joined.GetProperty("type").GetString().ShouldBe("channel:joined", joined.GetRawText());
        return client;
    }
}
