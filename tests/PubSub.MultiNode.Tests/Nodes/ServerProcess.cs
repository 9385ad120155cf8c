using System.Diagnostics;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Nodes;

/// <summary>A .NET server as a process of its own, with what it wrote. It can be killed and frozen, and does not outlive this process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string[] s_stop = ["-STOP"], s_continue = ["-CONT"];

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();

    /// <param name="assembly">The server's assembly.</param>
    /// <param name="folder">The folder that it runs in, where its settings lie.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it has beside this process's.</param>
    public ServerProcess(string assembly, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Everything that it wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (_lock) return string.Join('\n', _lines);
        }
    }

    /// <summary>What it has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The first line that contains a text, once there is one.</summary>
    /// <exception cref="InvalidOperationException">The process ended before.</exception>
    public async Task<string> LineAsync(string text)
    {
        string? found = null;
        await Eventually.HoldsAsync(() => (found = Find(text)) is not null || HasExited, $"a line with '{text}'");
        // What it wrote last may still be under way.
        if (found is null) await _process.WaitForExitAsync();
        return found ?? Find(text) ?? throw new InvalidOperationException($"The process ended before it wrote '{text}':\n{Log}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Returns when the process has ended by itself.</summary>
    public Task WhenExitedAsync() => _process.WaitForExitAsync().WaitAsync(Eventually.Limit);

    /// <summary>SIGSTOP.</summary>
    public Task FreezeAsync() => SignalAsync(s_stop);

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync(s_continue);

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string[] signal)
    {
        using Process kill = Process.Start("kill", [.. signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    private string? Find(string text)
    {
        lock (_lock) return _lines.Find(line => line.Contains(text, StringComparison.Ordinal));
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lock) _lines.Add(line);
    }

    private void OnExit(object? sender, EventArgs e) => _process.Kill();
}
