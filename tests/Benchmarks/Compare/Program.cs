using System.Text.Json;
using PubSub.Benchmarks.Compare.Client;
using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Reach;
using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;

// Runs whole servers side by side, in turn, and prints one table for each scenario. ./bench.sh builds all that it needs and starts it.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

try
{
    if (args is ["client", ..])
    {
        LoadResult result = await new ClientRun(ClientOptions.Parse(args[1..])).RunAsync();
        Console.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
        return 0;
    }

    CompareOptions options = CompareOptions.Parse(args, Repository.Root);
    if (options.Help)
    {
        Console.WriteLine(CompareOptions.Usage);
        return 0;
    }

    if (options.List)
    {
        foreach (Scenario scenario in ScenarioCatalog.All)
            Console.WriteLine($"{scenario.Name,-24}{scenario.Title}\n{"",-24}{string.Join(' ', scenario.Cases.SelectMany(c => c.Servers).Distinct())}");
        return 0;
    }

    IReadOnlyList<PlannedRun> plan = PlannedRun.Plan(options);
    double minutes = plan.Sum(run => run.Duration.TotalMinutes);
    await Console.Error.WriteLineAsync(FormattableString.Invariant($"{plan.Count} runs, about {Math.Ceiling(minutes)} min."));
    ResultSet results = await new Comparison(options, Console.Error).RunAsync(plan, stop.Token);
    FullReport report = await FullReport.MakeAsync(options, results, CancellationToken.None);
    Directory.CreateDirectory(options.Output);
    await File.WriteAllTextAsync(Path.Combine(options.Output, "report.md"), report.Markdown);
    await File.WriteAllTextAsync(Path.Combine(options.Output, "results.json"), report.Json);
    Console.WriteLine(report.Markdown);
    await Console.Error.WriteLineAsync($"Every run is in {Path.Combine(options.Output, "results.json")}.");
    if (stop.IsCancellationRequested) return 130;
    return options.Fail && ReachTargets.All.Any(row => row.IsMet(results) == false) ? 1 : 0;
}
catch (Exception exception) when (exception is CompareException or HttpRequestException or TimeoutException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
