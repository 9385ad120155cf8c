namespace PubSub.Browser.Tests;

[Collection(BrowserTests.Name)]
public sealed class LiveTests(BrowserFixture browser)
{
    [SkippableFact]
    public async Task Live_ParametricChannel_BringsWhatAnotherPageSays()
    {
        browser.SkipWithoutBrowser();
        string room = Unique.Room();
        await using SamplePage listener = await browser.OpenAsync(browser.Server.Url);
        await StreamRoomAsync(listener, room);
        await using SamplePage speaker = await browser.OpenAsync(browser.Server.Url);

        await SayAsync(speaker, room, "hello over there");

        await Expect(listener.LiveEvent("chat:message", "hello over there")).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task Live_AnotherRoom_IsNotHeard()
    {
        browser.SkipWithoutBrowser();
        string room = Unique.Room();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await StreamRoomAsync(page, room);

        await SayAsync(page, room + "-elsewhere", "not for us");
        await SayAsync(page, room, "for us");

        await Expect(page.LiveEvent("chat:message", "\"for us\"")).ToHaveCountAsync(1);
        await Expect(page.LiveEvent("chat:message", "not for us")).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Live_MarkupInAPayload_IsShownAsText()
    {
        browser.SkipWithoutBrowser();
        const string markup = "<img src=x onerror=\"window.broken=true\">";
        string room = Unique.Room();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await StreamRoomAsync(page, room);

        await SayAsync(page, room, markup);

        await Expect(page.LiveEvents.Filter(new() { HasText = "<img src=x" })).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("main img")).ToHaveCountAsync(0);
        (await page.Page.EvaluateAsync<bool>("() => window.broken === true")).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Live_EventsWhileAChannelIsAdded_AreNeitherMissedNorRepeated()
    {
        browser.SkipWithoutBrowser();
        string room = Unique.Room();
        var placed = new List<string>();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await page.ExpectLiveAsync("orders");
        placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));
        // The one stream was closed and the other has not begun: what happens now reaches the page only by its position.
        await page.Page.RouteAsync(url => url.Contains("channel=orders&channel=chat", StringComparison.Ordinal), async route =>
        {
            placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));
            await route.ContinueAsync();
        });

        await StreamRoomAsync(page, room);
        placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));

        await Expect(page.LiveEvents).ToHaveCountAsync(6);
        (await SamplePage.IdsAsync(page.LiveEvents)).Reverse().ShouldBe(placed);
        await Expect(page.Gaps).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Live_Reloaded_StreamsTheSameChannels()
    {
        browser.SkipWithoutBrowser();
        string room = Unique.Room();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await StreamRoomAsync(page, room);

        await page.Page.ReloadAsync();

        await page.ExpectLiveAsync($"chat:{room}");
        await Expect(page.Page.Locator($"#live-channels [data-channel='chat:{room}']")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Page_UsedAsIntended_LeavesTheConsoleEmpty()
    {
        browser.SkipWithoutBrowser();
        string room = Unique.Room();
        await using SamplePage page = await browser.OpenAsync(browser.Server.Url);
        await StreamRoomAsync(page, room);
        await SayAsync(page, room, "hello");
        await Expect(page.LiveEvent("chat:message", "hello")).ToHaveCountAsync(1);
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "List" }).ClickAsync();
        await Expect(page.Page.Locator("#history-summary")).Not.ToBeEmptyAsync();

        page.Errors.ShouldBeEmpty();
    }

    private static async Task StreamRoomAsync(SamplePage page, string room)
    {
        await page.ExpectStateAsync("live");
        await page.Page.Locator("#live-channel").SelectOptionAsync("chat:{roomId}");
        await page.Page.Locator("#live-roomId").FillAsync(room);
        await page.Page.GetByText("Stream this channel").ClickAsync();
        await page.ExpectLiveAsync($"chat:{room}");
    }

    private static async Task SayAsync(SamplePage page, string room, string text)
    {
        await page.ChooseEventAsync("chat:message");
        await page.Field("roomId").FillAsync(room);
        await page.Field("text").FillAsync(text);
        await page.Field("userId").FillAsync("ann");
        await page.SendAsync();
        await Expect(page.Outcome).ToContainTextAsync("ok · HTTP 200");
    }
}
