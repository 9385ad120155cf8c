using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>One Chromium and one server for all tests that do not break theirs.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>How long a condition may take on a machine that is busy with other things.</summary>
    private const float LimitMs = 30_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private SampleServer? _server;

    internal SampleServer Server =>
        _server is { IsRunning: true } ? _server : throw new InvalidOperationException($"The server is not running. It said:\n{_server?.Output}");

    /// <summary>Whether there is a browser; a test that needs one is skipped otherwise.</summary>
    internal bool HasBrowser => _browser is not null;

    public async Task InitializeAsync()
    {
        string? chromium = FindChromium();
        if (chromium is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw new InvalidOperationException("Chromium is missing: install it, or name it in CHROMIUM_PATH. Under CI these tests are not skipped.");
            return;
        }

        _server = await SampleServer.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run",
            ],
        });
        SetDefaultExpectTimeout(LimitMs);
    }

    /// <summary>A page of its own profile. Skips the test where there is no browser.</summary>
    /// <param name="address">What to open.</param>
    /// <param name="width">The window's width in CSS pixels.</param>
    internal async Task<SamplePage> OpenAsync(Uri address, int width = 1280)
    {
        IBrowserContext context = await NewContextAsync(width);
        var page = new SamplePage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>A profile of its own, of which several windows may be opened. Skips the test where there is no browser.</summary>
    internal async Task<IBrowserContext> NewContextAsync(int width = 1280)
    {
        SkipWithoutBrowser();
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        context.SetDefaultTimeout(LimitMs);
        return context;
    }

    /// <summary>Ends the test as skipped, and says loudly why, where there is no browser.</summary>
    internal void SkipWithoutBrowser() =>
        Skip.If(_browser is null, "CHROMIUM IS MISSING: the page was not tested. Install chromium, or name it in CHROMIUM_PATH.");

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static string? FindChromium()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
    }
}
