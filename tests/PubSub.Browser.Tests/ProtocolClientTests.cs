namespace PubSub.Browser.Tests;

/// <summary>A client that knows the protocol's description and nothing of this server.</summary>
public sealed class ProtocolClientTests(BrowserFixture browser) : WhiteboardTestBase(browser)
{
    private readonly string _room = Unique.Room();

    [SkippableFact]
    public async Task Members_OneComesAndGoes_AreWhatTheClientShows()
    {
        (ChatPage john, ChatPage jane) = await JoinBothAsync();

        await jane.CloseAsync();
        await john.ExpectAsync("""{"left":"user-2"}""");

        (await john.ToldAsync()).ShouldBe(
        [
            """{"members":["John"]}""", """{"members":["John","Jane"]}""", """{"joined":"user-2"}""", """{"members":["John"]}""", """{"left":"user-2"}""",
        ]);
        john.Errors.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Send_Text_ReachesTheOthersOnly()
    {
        (ChatPage john, ChatPage jane) = await JoinBothAsync();

        await jane.RunAsync("chat.send('Hello everyone!')");
        await john.ExpectAsync("""{"said":"Hello everyone!","by":"user-2"}""");
        await john.RunAsync("chat.send('Hi Jane')");
        await jane.ExpectAsync("""{"said":"Hi Jane","by":"user-1"}""");

        (await jane.ToldAsync()).ShouldBe(["""{"members":["John","Jane"]}""", """{"said":"Hi Jane","by":"user-1"}"""]);
    }

    [SkippableFact]
    public async Task Typing_Started_ShowsWho()
    {
        (ChatPage john, ChatPage jane) = await JoinBothAsync();

        await jane.RunAsync("sendTyping(true)");

        await john.ExpectAsync("""{"typing":"user-2"}""");
    }

    [SkippableFact]
    public async Task Cursor_Moved_ComesWithTheNameThatWasToldBefore()
    {
        (ChatPage john, ChatPage jane) = await JoinBothAsync();

        await jane.RunAsync("updateCursor(12, 34.5)");

        await john.ExpectAsync("""{"cursor":{"x":12,"y":34.5},"of":"user-2","name":"Jane"}""");
    }

    private async Task<(ChatPage John, ChatPage Jane)> JoinBothAsync()
    {
        Browser.SkipWithoutBrowser();
        ChatPage john = await ChatPage.JoinAsync(Profile, Server.Url, _room, "user-1", "John");
        await john.ExpectAsync("""{"members":["John"]}""");
        ChatPage jane = await ChatPage.JoinAsync(Profile, Server.Url, _room, "user-2", "Jane");
        await john.ExpectAsync("""{"joined":"user-2"}""");
        await jane.ExpectAsync("""{"members":["John","Jane"]}""");
        return (john, jane);
    }
}
