namespace PubSub.Browser.Tests;

[Collection(BrowserTests.Name)]
public sealed class SenderTests(BrowserFixture browser)
{
    [SkippableFact]
    public async Task Send_OfThePrefilledOrder_IsAcceptedAsItStands()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.ExpectStateAsync("live");

        await page.SendAsync();

        await Expect(page.Outcome).ToContainTextAsync("ok · HTTP 200");
        await Expect(page.Outcome.Locator(".result")).ToContainTextAsync("\"ok\":");
    }

    [SkippableFact]
    public async Task Send_OfANewOrder_ShowsTheOutcomeAndBothEventsLive()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.ExpectLiveAsync("orders");
        string order = Unique.OrderId();
        await page.Field("orderId").FillAsync(order);

        await page.SendAsync();

        await Expect(page.Outcome.Locator(".result")).ToContainTextAsync("\"ok\": true");
        await Expect(page.LiveEvent("orders:created", order)).ToHaveCountAsync(1);
        await Expect(page.LiveEvent("orders:ingested", order)).ToHaveCountAsync(1);
        (await SamplePage.IdsAsync(page.Outcome.Locator(".event"))).ShouldBe((await SamplePage.IdsAsync(page.LiveEvents)).Reverse());
    }

    [SkippableFact]
    public async Task SendAgain_WithTheSameId_IsAnsweredFromTheFirstRun()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.ExpectLiveAsync("orders");
        string order = Unique.OrderId();
        await page.Field("orderId").FillAsync(order);
        await page.SendAsync();
        await Expect(page.Outcome).ToContainTextAsync("ok · HTTP 200");

        await page.Page.GetByText("Send again with the same id").ClickAsync();

        await Expect(page.Outcome).ToContainTextAsync("replayed · HTTP 200");
        await Expect(page.Outcome.Locator(".result")).ToContainTextAsync("\"ok\": true");
        await Expect(page.LiveEvent("orders:created", order)).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task Send_OfAValueOutOfRange_ShowsTheErrorAtItsField()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.Field("total").FillAsync("-1");

        await page.SendAsync();

        await Expect(page.Outcome).ToContainTextAsync("INVALID_PAYLOAD · HTTP 400");
        await Expect(page.FieldError("$.payload.total")).Not.ToBeEmptyAsync();
        await Expect(page.Field("total")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Field("total")).ToBeFocusedAsync();
        await Expect(page.FieldError("$.payload.orderId")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Send_AfterAnError_ClearsIt()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.Field("orderId").FillAsync("");
        await page.SendAsync();
        await Expect(page.FieldError("$.payload.orderId")).Not.ToBeEmptyAsync();

        await page.Field("orderId").FillAsync(Unique.OrderId());
        await page.SendAsync();

        await Expect(page.Outcome).ToContainTextAsync("ok · HTTP 200");
        await Expect(page.FieldError("$.payload.orderId")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Send_OfAnUnknownMember_ListsTheErrorByItsPath()
    {
        browser.SkipWithoutBrowser();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Radio, new() { Name = "JSON" }).CheckAsync();
        await page.Page.GetByLabel("Payload as JSON").FillAsync("""{"orderId":"A-1","total":1,"colour":"red"}""");

        await page.SendAsync();

        await Expect(page.Outcome).ToContainTextAsync("INVALID_PAYLOAD · HTTP 400");
        await Expect(page.Page.Locator("#sender-errors")).ToContainTextAsync("colour");
    }
}
