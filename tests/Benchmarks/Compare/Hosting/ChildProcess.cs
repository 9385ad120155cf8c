using System.Diagnostics;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>Starts processes whose output is read, so that none waits for a full pipe.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a process whose both outputs go to <paramref name="output"/>.</summary>
    public static Process Start(ServerCommand command, ProcessOutput output)
    {
        Process process = Start(command);
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a process to its end, or kills it when that takes too long.</summary>
    /// <exception cref="CompareException">It took longer than <paramref name="limit"/>.</exception>
    public static async Task<FinishedProcess> RunAsync(ServerCommand command, TimeSpan limit, CancellationToken cancellationToken)
    {
        using Process process = Start(command);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(timer.Token), errors = process.StandardError.ReadToEndAsync(timer.Token);
            await process.WaitForExitAsync(timer.Token);
            return new FinishedProcess(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CompareException($"{Path.GetFileName(command.File)} was still running after {limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ServerCommand command)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach ((string name, string value) in command.Environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new CompareException($"{command.File} could not be started");
    }
}
