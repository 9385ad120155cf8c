using System.Diagnostics;

namespace PubSub.TestServers;

/// <summary>Runs a program that ends by itself.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>What the program wrote to its output, without white space around it.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; what it wrote is in the message.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        using Process process = Process.Start(command)!;
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 0) return (await output).Trim();
            throw new InvalidOperationException(
                $"{Path.GetFileName(command.FileName)} {string.Join(' ', command.ArgumentList)} ended with exit code {process.ExitCode}:\n{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
