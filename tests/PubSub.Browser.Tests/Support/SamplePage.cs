using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>The sample's page in a browser, in the words of who uses it.</summary>
internal sealed class SamplePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    public SamplePage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser's console showed as a warning or an error, script errors and violations of the content policy among it.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

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
