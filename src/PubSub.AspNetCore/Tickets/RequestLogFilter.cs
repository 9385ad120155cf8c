using Microsoft.Extensions.Logging;

namespace PubSub.AspNetCore.Tickets;

/// <summary>Keeps tickets and tokens of queries out of the host's own log of requests.</summary>
internal static class RequestLogFilter
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// The framework logs the whole address of every request, query included, at the level Information in this category. It is raised to Warning, unless the host
    /// has a setting for this very category. A log provider with settings of its own goes by those alone, so each such has this one too.
    /// </summary>
    public static void HideQueries(LoggerFilterOptions options)
    {
        string?[] set = [.. options.Rules.Where(rule => rule.CategoryName == Category).Select(rule => rule.ProviderName)];
        // Set for all.
        if (set.Contains(null)) return;
        foreach (string? provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().Except(set).ToArray())
            options.Rules.Add(new LoggerFilterRule(provider, Category, LogLevel.Warning, filter: null));
    }
}
