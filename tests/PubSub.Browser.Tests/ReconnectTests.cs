namespace PubSub.Browser.Tests;

[Collection(BrowserTests.Name)]
public sealed class ReconnectTests(BrowserFixture browser)
{
    [SkippableFact]
    public async Task Page_ServerKilledAndRestarted_ReturnsShowsTheGapAndGoesOn()
    {
        browser.SkipWithoutBrowser();
        await using SampleServer server = await SampleServer.StartAsync();
        await using SamplePage page = await browser.OpenAsync(server.Url);
        await page.ExpectLiveAsync("orders");
        string before = Unique.OrderId();
        await server.PlaceOrderAsync(before);
        await Expect(page.LiveEvent("orders:ingested", before)).ToHaveCountAsync(1);

        await server.KillAsync();
        await page.ExpectStateAsync("waiting");
        await server.RestartAsync();

        await page.ExpectStateAsync("live");
        await Expect(page.Gaps).ToHaveCountAsync(1);
        string after = Unique.OrderId();
        await page.Field("orderId").FillAsync(after);
        await page.SendAsync();
        await Expect(page.LiveEvent("orders:ingested", after)).ToHaveCountAsync(1);
        await Expect(page.LiveEvent("orders:ingested", before)).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task Page_ServerStoppedAndStartedAgain_ReturnsAndGoesOn()
    {
        browser.SkipWithoutBrowser();
        await using SampleServer server = await SampleServer.StartAsync();
        await using SamplePage page = await browser.OpenAsync(server.Url);
        await page.ExpectLiveAsync("orders");

        await server.StopAsync();
        await page.ExpectStateAsync("waiting");
        await server.RestartAsync();

        await page.ExpectStateAsync("live");
        string order = Unique.OrderId();
        await server.PlaceOrderAsync(order);
        await Expect(page.LiveEvent("orders:ingested", order)).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task Page_StreamRefusedWith503_MakesANewOneAndMissesNothing()
    {
        browser.SkipWithoutBrowser();
        await using var proxy = new CuttingProxy(browser.Server.Url);
        await using SamplePage page = await browser.OpenAsync(proxy.Url);
        await page.ExpectLiveAsync("orders");

        proxy.Cut(then: ProxyMode.AnswerUnavailable);
        await proxy.TurnedAwayAsync();
        await page.ExpectStateAsync("waiting");
        IReadOnlyList<string> missed = await browser.Server.PlaceOrderAsync(Unique.OrderId());
        proxy.Heal();

        await Expect(page.LiveEvents).ToHaveCountAsync(missed.Count);
        (await SamplePage.IdsAsync(page.LiveEvents)).Reverse().ShouldBe(missed);
        await Expect(page.Gaps).ToHaveCountAsync(0);
        proxy.Cuts.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public async Task EventSource_CutBeforeItsFirstEvent_MissesNothing()
    {
        browser.SkipWithoutBrowser();
        await using var proxy = new CuttingProxy(browser.Server.Url);
        // Any document of the server's origin will do; this one brings no script of its own.
        await using SamplePage page = await browser.OpenAsync(new Uri(proxy.Url, "/app.css"));
        await page.Page.EvaluateAsync("""
            () => {
              const seen = window.seen = { ready: 0, gaps: 0, ids: [] };
              const source = new EventSource("/events?channel=orders");
              source.addEventListener("pubsub:ready", () => seen.ready++);
              source.addEventListener("pubsub:gap", () => seen.gaps++);
              for (const name of ["orders:created", "orders:ingested"]) source.addEventListener(name, frame => seen.ids.push(frame.lastEventId));
            }
            """);
        await page.Page.WaitForFunctionAsync("() => window.seen.ready === 1");

        proxy.Cut(then: ProxyMode.Reset);
        var placed = new List<string>();
        for (int i = 0; i < 3; i++) placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));
        proxy.Heal();
        await page.Page.WaitForFunctionAsync("() => window.seen.ready === 2");
        placed.AddRange(await browser.Server.PlaceOrderAsync(Unique.OrderId()));

        await page.Page.WaitForFunctionAsync("count => window.seen.ids.length >= count", placed.Count);
        (await page.Page.EvaluateAsync<string[]>("() => window.seen.ids")).ShouldBe(placed);
        (await page.Page.EvaluateAsync<int>("() => window.seen.gaps")).ShouldBe(0);
        proxy.Cuts.ShouldBeGreaterThan(0);
    }
}
