using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Members who have not signed in, and users whose ids look like theirs.</summary>
public sealed class AnonymousMemberTests : SocketTestBase
{
    private const string Join = """{"type":"join","channel":"lobby","userInfo":{"name":"me"}}""";

    protected override void Configure(TestHostSettings settings) =>
        settings.PubSub.Add(options => options.DefineChannel("lobby").Event<Note>("note").Public().WithPresence());

    [Fact]
    public async Task Join_Anonymously_IsToldItsConnectionAsItself()
    {
        await using SocketClient anonymous = await ConnectAsync();

        JsonElement me = (await anonymous.AskAsync(Join)).GetProperty("me");

        me.GetProperty("id").GetString().ShouldBe("~" + me.GetProperty("clientId").GetString());
    }

    [Fact]
    public async Task Message_OfAUserWhoseIdBeginsLikeAnAnonymousOne_DoesNotCountTheSender()
    {
        await using SocketClient user = await JoinAsync("presence-room", "~ann");

        JsonElement sent = await user.AskAsync("""{"type":"channel:message","channel":"presence-room","event":"hello"}""");

        sent.GetProperty("delivered").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    public async Task Join_UserNamedAfterAnAnonymousMember_IsAnother(string prefix)
    {
        await using SocketClient anonymous = await ConnectAsync();
        string clientId = (await anonymous.AskAsync(Join)).GetProperty("me").GetProperty("clientId").GetString()!;
        await using SocketClient user = await ConnectAsync(prefix + clientId);

        await user.AskAsync("""{"type":"join","channel":"lobby","userInfo":{"name":"taken over"}}""");

        JsonElement told = await anonymous.ReceiveAsync();
        told.GetProperty("type").GetString().ShouldBe("presence:member_joined");
        told.GetProperty("member").GetProperty("id").GetString().ShouldNotBe("~" + clientId);
    }

    private sealed record Note(string Text);
}
