using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PubSub.EndToEnd.Tests.Readme;

/// <summary>The sample server as a process of its own, on a free port.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SampleProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Such as <c>127.0.0.1:38211</c>.</summary>
    public string Address { get; }

    /// <param name="environment">What the server takes itself to run in.</param>
    public static async Task<SampleProcess> StartAsync(string environment = "Production")
    {
        string folder = Path.Combine(Repository.Root, "samples", "Orders.Server");
        string assembly = Path.Combine(folder, "bin", Repository.Configuration, "net10.0", "Orders.Server.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        Process process = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            while (true)
            {
                string line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The sample ended before it was ready.");
                if (AddressPattern().Match(line) is { Success: true } found) return new SampleProcess(process, found.Groups[1].Value);
            }
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"is at http://(127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();
}
