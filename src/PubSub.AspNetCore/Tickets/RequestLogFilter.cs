using Microsoft.Extensions.Logging;

namespace PubSub.AspNetCore.Tickets;

/// <summary>Keeps tickets and tokens of queries out of the host's own log of requests.</summary>
internal static class RequestLogFilter
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// The framework logs the whole address of every request, query included, at the level Information in this category. It is raised to Warning, unless the host
    /// has a setting for this very category.
    /// </summary>
    public static void HideQueries(LoggerFilterOptions options)
    {
        if (options.Rules.Any(rule => rule.CategoryName == Category)) return;
        options.Rules.Add(new LoggerFilterRule(providerName: null, Category, LogLevel.Warning, filter: null));
    }
}
