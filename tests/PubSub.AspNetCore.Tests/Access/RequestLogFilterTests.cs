using Microsoft.Extensions.Logging;
using PubSub.AspNetCore.Tickets;

namespace PubSub.AspNetCore.Tests.Access;

public sealed class RequestLogFilterTests
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Fact]
    public void HideQueries_ProviderWithSettingsOfItsOwn_HasARuleToo()
    {
        LoggerFilterOptions options = With(new LoggerFilterRule("Console", null, LogLevel.Information, null));
        Hidden(options).ShouldBe([null, "Console"], ignoreOrder: true);
    }

    [Fact]
    public void HideQueries_HostHasSetTheCategory_LeavesItAlone()
    {
        LoggerFilterOptions options = With(new LoggerFilterRule("Console", null, LogLevel.Information, null), new LoggerFilterRule(null, Category, LogLevel.Information, null));
        Hidden(options).ShouldBeEmpty();
    }

    [Fact]
    public void HideQueries_HostHasSetTheCategoryOfOneProvider_HidesItFromTheOthers()
    {
        LoggerFilterOptions options = With(new LoggerFilterRule("EventLog", Category, LogLevel.Information, null), new LoggerFilterRule("Console", null, LogLevel.Information, null));
        Hidden(options).ShouldBe([null, "Console"], ignoreOrder: true);
    }

    private static LoggerFilterOptions With(params LoggerFilterRule[] rules)
    {
        var options = new LoggerFilterOptions();
        foreach (LoggerFilterRule rule in rules) options.Rules.Add(rule);
        RequestLogFilter.HideQueries(options);
        return options;
    }

    private static IEnumerable<string?> Hidden(LoggerFilterOptions options) =>
        options.Rules.Where(rule => rule.CategoryName == Category && rule.LogLevel == LogLevel.Warning).Select(rule => rule.ProviderName);
}
