using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>Tests with a whiteboard server and a browser profile of their own.</summary>
[Collection(BrowserTests.Name)]
public abstract class WhiteboardTestBase(BrowserFixture browser) : IAsyncLifetime
{
    private protected BrowserFixture Browser => browser;

    private protected IBrowserContext Profile { get; private set; } = null!;

    private protected SampleServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!browser.HasBrowser) return;
        Server = await SampleServer.StartAsync("Whiteboard");
        Profile = await browser.NewContextAsync();
    }

    public async Task DisposeAsync()
    {
        if (!browser.HasBrowser) return;
        await Profile.CloseAsync();
        await Server.DisposeAsync();
    }
}
