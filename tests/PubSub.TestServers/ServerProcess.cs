using System.Collections.Concurrent;
using System.Diagnostics;

namespace PubSub.TestServers;

/// <summary>One run of a server: its process, and what it writes.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int KeptLines = 200;

    private readonly string _name;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> _isReadyLine;

    private ServerProcess(ProcessStartInfo command, Func<string, bool> isReadyLine)
    {
        _name = Path.GetFileName(command.FileName);
        _isReadyLine = isReadyLine;
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        _process = new Process { StartInfo = ServerStarter.Bind(command), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => string.Join('\n', _output);

    public static async Task<ServerProcess> StartAsync(ProcessStartInfo command, Func<string, bool> isReadyLine)
    {
        var server = new ServerProcess(command, isReadyLine);
        await ServerStarter.StartAsync(server._process);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <exception cref="InvalidOperationException">The server ended, or did not serve within <paramref name="limit"/>.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        try
        {
            // The end counts from when all of its output has been read, so that the reason is told.
            Task first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync()).WaitAsync(limit);
            if (first == _ready.Task) return;
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{_name} was not ready after {limit.TotalSeconds:0} s:\n{Output}");
        }

        throw new InvalidOperationException($"{_name} ended with exit code {_process.ExitCode} before it was ready:\n{Output}");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task StopAsync(TimeSpan limit)
    {
        // A frozen process takes no other signal.
        Signals.Thaw(Id);
        Signals.Terminate(Id);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    public void EndNow()
    {
        _process.Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(5));
    }

    public void Dispose() => _process.Dispose();

    private void Read(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (_output.Count > KeptLines) _output.TryDequeue(out _);
        if (_isReadyLine(line)) _ready.TrySetResult();
    }
}
