using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PubSub.Browser.Tests;

/// <summary>The whiteboard in windows of one browser: what one does, the others see.</summary>
public sealed class WhiteboardTests(BrowserFixture browser) : WhiteboardTestBase(browser)
{
    // A client of another make, whose member tells things that are no texts and no numbers.
    private const string Strange =
        """
        async board => {
          const login = await fetch("dev/login", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user: "mallory" }) });
          const { accessToken } = await login.json();
          const ws = window.strange = new WebSocket(new URL("ws?token=" + encodeURIComponent(accessToken), location.href.replace(/^http/, "ws")));
          const channel = "presence-board-" + board;
          const say = (event, data) => ws.send(JSON.stringify({ type: "channel:message", channel, event, data }));
          ws.onopen = () => {
            ws.send(JSON.stringify({ type: "join", channel, userInfo: { name: { toString: null } } }));
            say("cursor", { x: { toString: null }, y: [] });
            say("said", { text: { toString: null } });
            say("said", { text: "hello" });
          };
        }
        """;

    private readonly string _board = Unique.Room();

    [SkippableFact]
    public async Task Enter_SecondWindow_BothSeeBothMembers()
    {
        WhiteboardPage ann = await EnterAsync("Ann");
        await ann.ExpectMembersAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");

        await ann.ExpectMembersAsync("Ann", "Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");
        ann.Errors.ShouldBeEmpty();
        bob.Errors.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("Ann")]
    [InlineData("~Ann")]
    public async Task Move_InOneWindow_IsSeenInTheOther(string name)
    {
        WhiteboardPage ann = await EnterAsync(name);
        WhiteboardPage bob = await EnterAsync("Bob");
        await bob.ExpectMembersAsync(name, "Bob");

        await ann.MoveAsync(120, 80);
        await ann.MoveAsync(240, 160);

        await Expect(bob.Cursors).ToHaveCountAsync(1);
        await Expect(bob.Cursors).ToHaveTextAsync(name);
        await Expect(bob.Cursors).ToHaveAttributeAsync("style", new Regex(@"translate\(240px, 160px\)"));
        await Expect(ann.Cursors).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Close_OneWindow_ItsMemberAndCursorAreGone()
    {
        WhiteboardPage ann = await EnterAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");
        await ann.MoveAsync(50, 50);
        await Expect(bob.Cursors).ToHaveCountAsync(1);

        await ann.Page.CloseAsync();

        await bob.ExpectMembersAsync("Bob");
        await Expect(bob.Cursors).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Close_OneOfTwoWindowsOfAUser_MemberStays()
    {
        WhiteboardPage first = await EnterAsync("Ann");
        WhiteboardPage second = await EnterAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");

        await first.Page.CloseAsync();
        await second.MoveAsync(10, 10);

        await Expect(bob.Cursors).ToHaveCountAsync(1);
        await bob.ExpectMembersAsync("Ann", "Bob");
    }

    [SkippableFact]
    public async Task Type_InOneWindow_IsSeenInTheOtherUntilItIsSaid()
    {
        WhiteboardPage ann = await EnterAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");

        await ann.Page.GetByLabel("Say something").PressSequentiallyAsync("<b>hi</b>");
        await Expect(bob.Typing).ToHaveTextAsync("Ann is typing…");
        await ann.Page.Keyboard.PressAsync("Enter");

        await Expect(bob.Said).ToHaveTextAsync("Ann<b>hi</b>");
        await Expect(bob.Typing).ToHaveTextAsync("");
    }

    [SkippableFact]
    public async Task ServerRestart_AllComeBackByThemselves()
    {
        WhiteboardPage ann = await EnterAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");
        await ann.ExpectMembersAsync("Ann", "Bob");

        await Server.KillAsync();
        await Expect(ann.Page.Locator("#status")).ToHaveAttributeAsync("data-state", "closed");
        await Server.RestartAsync();

        await ann.ExpectConnectedAsync();
        await bob.ExpectConnectedAsync();
        await ann.ExpectMembersAsync("Ann", "Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");
    }

    [SkippableFact]
    public async Task Member_WithWhatIsNoText_HoldsUpNobodysPage()
    {
        WhiteboardPage ann = await EnterAsync("Ann");

        await ann.Page.EvaluateAsync(Strange, _board);

        await ann.ExpectMembersAsync("Ann", "mallory");
        await Expect(ann.Said).ToHaveTextAsync(["malloryhello"]);
        await Expect(ann.Cursors).ToHaveCountAsync(0);
        await EnterAsync("Bob");
        await ann.ExpectMembersAsync("Ann", "mallory", "Bob");
        ann.Errors.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("""{"type":"error","requestId":"join","code":"CHANNEL_FULL","message":"Full.","retryAfterMs":1}""")]
    [InlineData("""{"type":"error","requestId":"join","code":"RATE_LIMITED","message":"Too many.","retryAfterMs":1}""")]
    [InlineData("""{"type":"error","requestId":"join","code":"JOIN_FAILED","message":"Away.","retryAfterMs":1}""")]
    [InlineData("""{"type":"channel:left","channel":"presence-board","code":"BROKER_UNAVAILABLE","retryAfterMs":1}""")]
    public async Task Join_KeptOutForAWhile_JoinsAgain(string answer)
    {
        Browser.SkipWithoutBrowser();
        int joins = 0;
        await Profile.RouteWebSocketAsync(new Regex(@"/ws\?"), page =>
        {
            IWebSocketRoute server = page.ConnectToServer();
            page.OnMessage(message =>
            {
                if (message.Text!.Contains("\"type\":\"join\"", StringComparison.Ordinal) && Interlocked.Increment(ref joins) == 1) page.Send(answer);
                else server.Send(message.Text);
            });
        });

        WhiteboardPage ann = await EnterAsync("Ann");

        joins.ShouldBe(2);
        await ann.ExpectMembersAsync("Ann");
    }

    private Task<WhiteboardPage> EnterAsync(string name)
    {
        Browser.SkipWithoutBrowser();
        return WhiteboardPage.EnterAsync(Profile, Server.Url, _board, name);
    }
}
