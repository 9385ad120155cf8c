using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Members of a public channel who have not signed in.</summary>
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
    public async Task Join_AgainAnonymously_IsToldItselfAsItIsInTheList()
    {
        await using SocketClient anonymous = await ConnectAsync();
        await anonymous.AskAsync(Join);

        JsonElement again = await anonymous.AskAsync("""{"type":"join","channel":"lobby","userInfo":{"name":"other"}}""");

        again.GetProperty("members").GetRawText().ShouldBe($"[{again.GetProperty("me").GetRawText()}]");
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
