using System.Text.Json;
using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Load;

/// <summary>Runs the load generator in a process of its own: the one in C, or for TLS and HTTP/2 this program's.</summary>
/// <param name="tools">The folder of the compiled C programs.</param>
internal sealed class LoadGenerator(string tools)
{
    /// <summary>Time to connect, drain and report beyond what the case itself takes.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(90);

    /// <exception cref="CompareException">It ended without a report, or did not end in time.</exception>
    public async Task<LoadResult> RunAsync(ScenarioCase @case, ServerDefinition server, RunningServer running, CancellationToken cancellationToken)
    {
        if (server.Protocol == ServerCatalog.Self) return await AskAsync(@case, running, cancellationToken);
        IReadOnlyList<string> arguments = LoadArguments.Of(@case, server, running.Port, running.ProcessId);
        ServerCommand command = server.Transport is { } transport
            ? new ServerCommand("dotnet", [typeof(LoadGenerator).Assembly.Location, "client", "--transport", $"{transport}", .. arguments])
            : new ServerCommand(Path.Combine(tools, "load"), arguments);
        if (command.WhatIsMissing() is { } missing) throw new CompareException(missing);

        FinishedProcess finished = await ChildProcess.RunAsync(command, TimeSpan.FromSeconds(@case.Warmup + @case.Seconds) + s_grace, cancellationToken);
        try
        {
            return LoadResult.Parse(finished.Output);
        }
        catch (JsonException)
        {
            string said = (finished.Errors.Trim() is { Length: > 0 } errors ? errors : finished.Output.Trim()).ReplaceLineEndings(" ");
            throw new CompareException($"the load generator ended with exit code {finished.ExitCode}: {said[..Math.Min(said.Length, 300)]}");
        }
    }

    private static async Task<LoadResult> AskAsync(ScenarioCase @case, RunningServer running, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(@case.Warmup + @case.Seconds) + s_grace };
        var address = new Uri(FormattableString.Invariant(
            $"http://127.0.0.1:{running.Port}/run?seconds={@case.Seconds}&warmup={@case.Warmup}&inFlight={@case.InFlight}&payload={@case.Payload}"));
        try
        {
            return LoadResult.Parse(await client.GetStringAsync(address, cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CompareException($"the server did not report: {exception.Message}");
        }
    }
}
