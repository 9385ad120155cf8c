using Microsoft.Playwright;

namespace PubSub.Browser.Tests;

/// <summary>The whiteboard in windows of one browser: what one does, the others see.</summary>
[Collection(BrowserTests.Name)]
public sealed class WhiteboardTests(BrowserFixture browser) : IAsyncLifetime
{
    private readonly string _board = Unique.Room();
    private IBrowserContext _profile = null!;
    private SampleServer _server = null!;

    public async Task InitializeAsync()
    {
        if (!browser.HasBrowser) return;
        _server = await SampleServer.StartAsync("Whiteboard");
        _profile = await browser.NewContextAsync();
    }

    public async Task DisposeAsync()
    {
        if (!browser.HasBrowser) return;
        await _profile.CloseAsync();
        await _server.DisposeAsync();
    }

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

    [SkippableFact]
    public async Task Move_InOneWindow_IsSeenInTheOther()
    {
        WhiteboardPage ann = await EnterAsync("Ann");
        WhiteboardPage bob = await EnterAsync("Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");

        await ann.MoveAsync(120, 80);
        await ann.MoveAsync(240, 160);

        await Expect(bob.Cursors).ToHaveCountAsync(1);
        await Expect(bob.Cursors).ToHaveTextAsync("Ann");
        await Expect(bob.Cursors).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex(@"translate\(240px, 160px\)"));
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

        await _server.KillAsync();
        await Expect(ann.Page.Locator("#status")).ToHaveAttributeAsync("data-state", "closed");
        await _server.RestartAsync();

        await ann.ExpectConnectedAsync();
        await bob.ExpectConnectedAsync();
        await ann.ExpectMembersAsync("Ann", "Bob");
        await bob.ExpectMembersAsync("Ann", "Bob");
    }

    private Task<WhiteboardPage> EnterAsync(string name)
    {
        browser.SkipWithoutBrowser();
        return WhiteboardPage.EnterAsync(_profile, _server.Url, _board, name);
    }
}
