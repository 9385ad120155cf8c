using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace PubSub.Browser.Tests.Support;

/// <summary>What a page's console showed as a warning or an error, script errors and violations of the content policy among it.</summary>
internal static class PageErrors
{
    /// <summary>Begins to collect them; before the page goes anywhere.</summary>
    public static IReadOnlyCollection<string> Of(IPage page)
    {
        var errors = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => errors.Enqueue(error);
        return errors;
    }
}
