namespace PubSub.Browser.Tests;

[Collection(BrowserTests.Name)]
public sealed class CatalogueTests(BrowserFixture browser)
{
    [SkippableTheory]
    [InlineData("chat:message", "text")]
    [InlineData("chat:typing", "isTyping")]
    [InlineData("cursor:blur", "userId")]
    [InlineData("cursor:move", "x")]
    [InlineData("orders:created", "orderId")]
    [InlineData("orders:ingested", "total")]
    public async Task Catalogue_Event_ShowsItsSchema(string name, string member)
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        Microsoft.Playwright.ILocator card = page.Page.Locator($".card[data-event='{name}']");

        await card.Locator("> summary").ClickAsync();
        await card.GetByText("Payload schema").ClickAsync();

        await Expect(card.Locator(".schema pre").First).ToContainTextAsync($"\"{member}\"");
        await Expect(card.Locator("table").First).ToContainTextAsync(member);
    }

    [SkippableFact]
    public async Task Catalogue_Opened_ShowsEveryEventOnce()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);

        await Expect(page.Page.Locator(".card > summary .name"))
            .ToHaveTextAsync(["chat:message", "chat:typing", "cursor:blur", "cursor:move", "ledger:entry", "orders:created", "orders:ingested", "probe:ping"]);
    }

    [SkippableFact]
    public async Task FillTheForm_OfAnEvent_PutsItsExampleIntoTheForm()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        Microsoft.Playwright.ILocator card = page.Page.Locator(".card[data-event='chat:message']");

        await card.Locator("> summary").ClickAsync();
        await card.GetByText("Fill the form").ClickAsync();

        await Expect(page.Field("text")).Not.ToBeEmptyAsync();
        await Expect(page.Field("roomId")).Not.ToBeEmptyAsync();
    }

    [SkippableFact]
    public async Task Page_OnANarrowScreen_DoesNotScrollSideways()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url, width: 360);
        await page.ExpectStateAsync("live");

        (await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
    }
}
