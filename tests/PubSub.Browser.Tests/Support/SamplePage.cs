using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>The sample's page in a browser, in the words of who uses it.</summary>
internal sealed class SamplePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public SamplePage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        Errors = PageErrors.Of(page);
    }

    public IPage Page { get; }

    /// <inheritdoc cref="PageErrors"/>
    public IReadOnlyCollection<string> Errors { get; }

    public ILocator Outcome => Page.Locator("#outcome");

    public ILocator LiveEvents => Page.Locator("#live-list .event");

    public ILocator HistoryEvents => Page.Locator("#history-list .event");

    public ILocator Gaps => Page.Locator("#live-list .note.gap");

    public Task ExpectStateAsync(string state) => Expect(Page.Locator("#connection")).ToHaveAttributeAsync("data-state", state);

    public Task ExpectLiveAsync(string channel) =>
        Expect(Page.Locator("#live-list .note.ready").Filter(new LocatorFilterOptions { HasText = channel }).First).ToBeVisibleAsync();

    public ILocator LiveEvent(string name, string payloadPart) =>
        Page.Locator($"#live-list .event[data-name='{name}']").Filter(new LocatorFilterOptions { HasText = payloadPart });

    public async Task ChooseEventAsync(string name) => await Page.GetByLabel("Event", Exact).SelectOptionAsync(name);

    public ILocator Field(string name) => Page.Locator("#sender").GetByLabel(name, new LocatorGetByLabelOptions { Exact = true });

    /// <summary>The message at a field, by the JSON path that the server named.</summary>
    public ILocator FieldError(string path) => Page.Locator($"#sender .field:has([data-path='{path}']) .field-error");

    public Task SendAsync() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send", Exact = true }).ClickAsync();

    /// <summary>The ids of some rows as they stand, first row first.</summary>
    public static async Task<string[]> IdsAsync(ILocator events) =>
        await events.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.id)");

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private static PageGetByLabelOptions Exact => new() { Exact = true };
}
