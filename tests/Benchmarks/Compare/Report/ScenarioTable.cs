using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>What a scenario found: for each figure the median, the least and the most, and (×) how many times that of the case's reference it is, which is mostly this project.</summary>
internal static class ScenarioTable
{
    /// <param name="scenario">The scenario.</param>
    /// <param name="results">What was measured.</param>
    /// <returns>The heading and the table, in Markdown; empty where nothing of it ran.</returns>
    public static string Of(Scenario scenario, ResultSet results)
    {
        (ScenarioCase Case, string Server, Row Row)[] rows =
        [
            .. from @case in scenario.Cases
               from server in @case.Servers
               let row = results.Row(scenario.Name, @case.Name, server)
               where row is not null
               select (@case, server, row),
        ];
        if (rows.Length == 0) return "";

        bool hasCases = scenario.Cases.Count > 1;
        string[] head = hasCases ? ["case", "server"] : ["server"];
        var table = new MarkdownTable([.. head, .. scenario.Metrics.Select(metric => metric.Header), "remark"]);
        foreach ((ScenarioCase @case, string server, Row row) in rows)
        {
            string title = ServerCatalog.Find(server).Title;
            string[] names = hasCases ? [@case.Name, title] : [title];
            table.Add([.. names, .. scenario.Metrics.Select(metric => Cell(scenario, @case, server, row, metric, results)), row.Void ?? row.Remark ?? ""]);
        }

        (int least, int most) = (rows.Min(row => row.Row.Runs.Count), rows.Max(row => row.Row.Runs.Count));
        string repetitions = $"{(least == most ? "" : $"{least} to ")}{most} repetition{(most == 1 ? "" : "s")}";
        return $"### {scenario.Name}: {scenario.Title}\n\n{repetitions}.\n\n{table}\n";
    }

    private static string Cell(Scenario scenario, ScenarioCase @case, string server, Row row, Metric metric, ResultSet results)
    {
        if (row[metric] is not { } spread) return "–";
        string value = spread.Count == 1
            ? Figures.Format(spread.Median)
            : $"{Figures.Format(spread.Median)} ({Figures.Format(spread.Min)} – {Figures.Format(spread.Max)})";
        double? ratio = server == @case.Reference ? null : results.Ratio(metric, scenario.Name, @case.Name, server, @case.Reference);
        return ratio is { } times ? $"{value} {Figures.FormatRatio(times)}" : value;
    }
}
