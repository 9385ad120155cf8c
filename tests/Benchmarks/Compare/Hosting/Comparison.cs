using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>Runs what was asked for, one server at a time, each run with a fresh server and a fresh load generator.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="log">Where the progress goes.</param>
internal sealed class Comparison(CompareOptions options, TextWriter log)
{
    private readonly LoadGenerator _generator = new(options.Tools);

    /// <summary>Runs all; a server that fails has a failed run, and the others go on. Repetitions are interleaved between the servers, so that a machine whose speed drifts treats all alike. Where it is cancelled, what was measured until then is the result.</summary>
    public async Task<ResultSet> RunAsync(IReadOnlyList<PlannedRun> plan, CancellationToken cancellationToken)
    {
        var results = new ResultSet();
        for (int i = 0; i < plan.Count; i++)
        {
            PlannedRun planned = plan[i];
            await log.WriteAsync($"[{i + 1}/{plan.Count}] {planned} ... ");
            await log.FlushAsync(cancellationToken);
            RunRecord run;
            try
            {
                run = await RunAsync(planned, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await log.WriteLineAsync("stopped.");
                break;
            }

            results.Add(planned.Case, run);
            await log.WriteLineAsync(run.Failure ?? Outline(planned, run.Result!));
        }

        return results;
    }

    private static string Outline(PlannedRun planned, LoadResult result) =>
        string.Join(", ", planned.Scenario.Metrics.Select(metric => metric.Select(result) is { } value ? $"{Figures.Format(value)} {metric.Header}" : null).OfType<string>());

    private async Task<RunRecord> RunAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        var key = new CaseKey(planned.Scenario.Name, planned.Case.Name, planned.Server.Name);
        RunningServer server;
        try
        {
            server = await RunningServer.StartAsync(planned.Server, options.Root, options.Tools, cancellationToken);
        }
        catch (MissingServerException exception)
        {
            return new RunRecord(key, planned.Repetition, null, exception.Message, IsMissing: true);
        }
        catch (CompareException exception)
        {
            return new RunRecord(key, planned.Repetition, null, exception.Message);
        }

        await using (server)
        {
            try
            {
                if (planned.Case.Preparation(planned.Server) is { } preparation) await _generator.RunAsync(preparation, planned.Server, server, cancellationToken);
                LoadResult result = await _generator.RunAsync(planned.Case, planned.Server, server, cancellationToken);
                return new RunRecord(key, planned.Repetition, result, result.Void ? result.Reason ?? "void" : null);
            }
            catch (CompareException exception)
            {
                return new RunRecord(key, planned.Repetition, null, exception.Message);
            }
        }
    }
}
