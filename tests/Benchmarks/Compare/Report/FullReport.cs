using System.Text;
using System.Text.Json;
using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Machine;
using PubSub.Benchmarks.Compare.Reach;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>Everything that a run found, as Markdown and as JSON.</summary>
/// <param name="Markdown">The tables, the machine and the configurations.</param>
/// <param name="Json">Every run.</param>
internal sealed record FullReport(string Markdown, string Json)
{
    public static async Task<FullReport> MakeAsync(CompareOptions options, ResultSet results, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyValuePair<string, string>> machine = await MachineReport.ReadAsync(options.Root, cancellationToken);
        RunRecord[] runs = [.. results.Runs];
        HashSet<string> measured = [.. runs.Select(run => run.Key.Server)];

        var text = new StringBuilder("## Benchmark\n\n");
        foreach ((string name, string value) in machine) text.Append("- ").Append(name).Append(": ").Append(value).Append('\n');
        text.Append("\nMedians; in brackets the least and the most; × how many times this project's (in publish-brokers, the bare client's). A row is void where a delivery was lost, repeated, out of order or missing. ")
            .Append("Of two repetitions the median is their mean. Differences under 30 % are noise. CPU is all of the server's, by the deliveries or by the publishes: ")
            .Append("where there are both, each has the other's in it.\n\n");
        foreach (Scenario scenario in ScenarioCatalog.All) text.Append(ScenarioTable.Of(scenario, results));
        if (options.Check) text.Append(ReachTable.Of(ReachTargets.All, results));
        text.Append("### Configurations\n\n").Append(MachineReport.Configurations(ServerCatalog.All.Where(server => measured.Contains(server.Name)), options.Root, options.Tools));

        string json = JsonSerializer.Serialize(new RunFile(new Dictionary<string, string>(machine), runs), RunFileJson.Default.RunFile);
        return new FullReport(text.ToString(), json);
    }
}
