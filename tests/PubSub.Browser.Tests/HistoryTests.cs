namespace PubSub.Browser.Tests;

[Collection(BrowserTests.Name)]
public sealed class HistoryTests(BrowserFixture browser)
{
    [SkippableFact]
    public async Task List_AfterAnEvent_PagesThroughAllThatFollowInOrder()
    {
        browser.SkipWithoutBrowser();
        string start = (await browser.Server.PlaceOrderAsync(Unique.OrderId()))[^1];
        var placed = new List<string>();
        for (int i = 0; i < 6; i++) placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);

        await page.Page.GetByLabel("After").FillAsync(start);
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "List" }).ClickAsync();
        await Expect(page.HistoryEvents).ToHaveCountAsync(10);
        string[] first = await SamplePage.IdsAsync(page.HistoryEvents);
        await page.Page.GetByText("Next page").ClickAsync();
        await Expect(page.HistoryEvents).ToHaveCountAsync(2);
        string[] second = await SamplePage.IdsAsync(page.HistoryEvents);

        first.Concat(second).ShouldBe(placed);
        await Expect(page.Page.GetByText("Next page")).ToBeDisabledAsync();
    }

    [SkippableFact]
    public async Task Previous_OnTheSecondPage_ShowsTheFirstAgain()
    {
        browser.SkipWithoutBrowser();
        for (int i = 0; i < 6; i++) await browser.Server.PlaceOrderAsync(Unique.OrderId());
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "List" }).ClickAsync();
        await Expect(page.Page.Locator("#history-summary")).ToContainTextAsync("Page 1");
        string[] first = await SamplePage.IdsAsync(page.HistoryEvents);
        await page.Page.GetByText("Next page").ClickAsync();
        await Expect(page.Page.Locator("#history-summary")).ToContainTextAsync("Page 2");

        await page.Page.GetByText("Previous page").ClickAsync();

        await Expect(page.Page.Locator("#history-summary")).ToContainTextAsync("Page 1");
        (await SamplePage.IdsAsync(page.HistoryEvents)).ShouldBe(first);
    }

    [SkippableFact]
    public async Task List_AfterNonsense_ShowsTheServersReason()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);

        await page.Page.GetByLabel("After").FillAsync("yesterday-ish");
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "List" }).ClickAsync();

        await Expect(page.Page.Locator("#history-problem")).ToContainTextAsync("INVALID_CURSOR");
    }
}
