using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PubSub.Browser.Tests.Support;

/// <summary>A sample, as a process of its own on a free port of this machine.</summary>
internal sealed partial class SampleServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _sample;
    private Process? _process;

    private SampleServer(string sample) => _sample = sample;

    /// <summary>Where the server listens; the same address before and after a restart.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Starts a sample as <c>dotnet run</c> does, in Development.</summary>
    public static async Task<SampleServer> StartAsync(string sample = "Orders.Server")
    {
        var server = new SampleServer(sample);
        await server.StartProcessAsync();
        return server;
    }

    /// <summary>What the process wrote last, up to 200 lines.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>False once the process has ended, whoever ended it.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Runs the sample where it cannot start, and answers how it ended and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunToItsEndAsync(Uri url)
    {
        using var process = new Process { StartInfo = StartInfo("Orders.Server", url) };
        process.Start();
        using var limit = new CancellationTokenSource(StartLimit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Asks the process to end, as a deployment does, and waits until it has said goodbye and ended.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        using (Process terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends the process at once, as a crash does: it can say nothing to anybody.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts a server that was killed again, at the same address and with nothing of what it knew.</summary>
    public Task RestartAsync() => StartProcessAsync();

    /// <summary>Places an order, and answers the ids of the events that it brought, in their order.</summary>
    public async Task<IReadOnlyList<string>> PlaceOrderAsync(string orderId)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(
            new Uri(Url, "/events"),
            new { name = "orders:created", payload = new { orderId, total = 12.5m }, clientEventId = Guid.NewGuid().ToString() });
        response.EnsureSuccessStatusCode();
        JsonElement outcome = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. outcome.GetProperty("emittedEvents").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
    }

    private static ProcessStartInfo StartInfo(string sample, Uri url)
    {
        string folder = Path.Combine(Repository.Root, "samples", sample);
        string assembly = Path.Combine(folder, "bin", Repository.Configuration, "net10.0", sample + ".dll");
        return new ProcessStartInfo("dotnet", [assembly, "--urls", url.ToString().TrimEnd('/')])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
    }

    private async Task StartProcessAsync()
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = _process = new Process { StartInfo = StartInfo(_sample, Url), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The sample ended before it was ready:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Url = await ready.Task.WaitAsync(StartLimit);

        void Read(string? line)
        {
            if (line is null) return;
            _output.Enqueue(line);
            if (_output.Count > 200) _output.TryDequeue(out string? _);
            if (ReadyLine().Match(line) is { Success: true } match) ready.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"is at (http://[^\s:]+:\d+)")]
    private static partial Regex ReadyLine();
}
