using System.Diagnostics;

namespace PubSub.TestServers;

/// <summary>
/// A server as a process of its own, on free ports of 127.0.0.1 and with a temporary data folder. It can be killed, stopped, frozen and started again
/// at the same address with the same data; it ends with the test process at the latest. Members are called one at a time.
/// </summary>
public abstract class TestServer : IAsyncDisposable
{
    private const int Attempts = 5;
    private const string PortIsTaken = "Address already in use";

    private ServerProcess? _process;

    private protected TestServer() => LiveServers.Add(this);

    /// <summary>The process's id; it changes with every start.</summary>
    /// <exception cref="InvalidOperationException">The server is not running.</exception>
    public int ProcessId => Running.Id;

    /// <summary>True while the process is there, frozen or not.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What the process wrote last, up to 200 lines; of the last start.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The folder of the data and of all else that the server writes.</summary>
    public string Folder { get; } = ServerFolders.Create();

    private protected abstract TimeSpan StartLimit { get; }

    private protected abstract TimeSpan StopLimit { get; }

    private ServerProcess Running => _process is { HasExited: false } process ? process : throw new InvalidOperationException($"{GetType().Name} is not running.");

    /// <summary>Starts a server that was killed or stopped: the same ports, the same data. Returns when it serves.</summary>
    public async Task StartAgainAsync()
    {
        if (IsRunning) throw new InvalidOperationException($"{GetType().Name} is running already.");
        _process?.Dispose();
        _process = await ServerProcess.StartAsync(Command(), IsReadyLine);
        await _process.WaitUntilReadyAsync(StartLimit);
    }

    /// <summary>Ends the process at once, as a crash does (SIGKILL), and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not null) await _process.KillAsync();
    }

    /// <summary>Ends the process in good order (SIGTERM), and waits until it is gone; one that does not end is killed.</summary>
    public async Task StopAsync()
    {
        if (IsRunning) await Running.StopAsync(StopLimit);
    }

    /// <summary>Halts the process where it stands (SIGSTOP): its connections stay open, and nothing is answered.</summary>
    public void Freeze() => Signals.Freeze(ProcessId);

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    public void Thaw() => Signals.Thaw(ProcessId);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Release();
        await KillAsync();
        EndNow();
    }

    /// <summary>Starts a server for the first time; where its port was taken meanwhile, another on other ports.</summary>
    private protected static async Task<TServer> StartFirstAsync<TServer>(Func<TServer> make, Func<TServer, Task>? prepare = null)
        where TServer : TestServer
    {
        for (int attempt = 1; ; attempt++)
        {
            TServer server = make();
            try
            {
                if (prepare is not null) await prepare(server);
                await server.StartAgainAsync();
                return server;
            }
            catch (Exception)
            {
                bool again = attempt < Attempts && server.Output.Contains(PortIsTaken, StringComparison.OrdinalIgnoreCase);
                await server.DisposeAsync();
                if (!again) throw;
            }
        }
    }

    private protected abstract ProcessStartInfo Command();

    private protected abstract bool IsReadyLine(string line);

    /// <summary>Lets go of what a test was given beside the process.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Ends the process and deletes its folder without waiting for anything but its end.</summary>
    internal void EndNow()
    {
        LiveServers.Remove(this);
        _process?.EndNow();
        _process?.Dispose();
        _process = null;
        ServerFolders.Delete(Folder);
    }
}
