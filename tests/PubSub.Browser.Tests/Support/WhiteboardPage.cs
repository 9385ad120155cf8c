using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>A window of the whiteboard, whose user has entered.</summary>
internal sealed class WhiteboardPage
{
    private WhiteboardPage(IPage page)
    {
        Page = page;
        Errors = PageErrors.Of(page);
    }

    public IPage Page { get; }

    /// <inheritdoc cref="PageErrors"/>
    public IReadOnlyCollection<string> Errors { get; }

    public ILocator Members => Page.Locator("#members li");

    public ILocator Cursors => Page.Locator("#cursors li");

    public ILocator Typing => Page.Locator("#typing");

    public ILocator Said => Page.Locator("#said li");

    /// <summary>Opens a window on a board and enters under a name.</summary>
    public static async Task<WhiteboardPage> EnterAsync(IBrowserContext profile, Uri server, string board, string name)
    {
        var page = new WhiteboardPage(await profile.NewPageAsync());
        await page.Page.GotoAsync(new Uri(server, "/?board=" + Uri.EscapeDataString(board)).ToString());
        await page.Page.GetByLabel("Name").FillAsync(name);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await page.ExpectConnectedAsync();
        return page;
    }

    public Task ExpectConnectedAsync() => Expect(Page.Locator("#status")).ToHaveAttributeAsync("data-state", "open");

    /// <summary>Expects exactly these members, in any order.</summary>
    public async Task ExpectMembersAsync(params string[] names)
    {
        await Expect(Members).ToHaveCountAsync(names.Length);
        foreach (string name in names) await Expect(Members.Filter(new() { HasText = name })).ToHaveCountAsync(1);
    }

    /// <summary>Moves the mouse over the board.</summary>
    public async Task MoveAsync(float x, float y)
    {
        LocatorBoundingBoxResult box = (await Page.Locator("#board").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + x, box.Y + y);
    }
}
