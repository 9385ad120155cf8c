using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>A server's process, from when it accepts connections until it is disposed of, which kills it and its children.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(25);
    private readonly Process _process;
    private readonly string _folder;
    private readonly RunningBroker _broker;

    private RunningServer(Process process, string folder, int port, RunningBroker broker)
    {
        _process = process;
        _folder = folder;
        _broker = broker;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts a server on a free port, and waits until it accepts connections.</summary>
    /// <exception cref="MissingServerException">It is not installed.</exception>
    /// <exception cref="CompareException">It ended, or it accepts nothing within 30 s.</exception>
    public static async Task<RunningServer> StartAsync(ServerDefinition definition, string root, string tools, CancellationToken cancellationToken)
    {
        RunningBroker broker = await RunningBroker.StartAsync(definition.Broker);
        try
        {
            return await StartAsync(definition, new ServerPlace(root, tools, NewFolder(), FreePort(), broker.Address), broker, cancellationToken);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        await _broker.DisposeAsync();
    }

    private static async Task<RunningServer> StartAsync(ServerDefinition definition, ServerPlace place, RunningBroker broker, CancellationToken cancellationToken)
    {
        ServerCommand command = definition.Command(place);
        if (command.WhatIsMissing() is { } missing)
        {
            Directory.Delete(place.Folder, recursive: true);
            throw new MissingServerException(missing);
        }

        var output = new ProcessOutput();
        var server = new RunningServer(ChildProcess.Start(command, output), place.Folder, place.Port, broker);
        try
        {
            await server.WaitUntilReadyAsync(definition, output, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static string NewFolder()
    {
        string folder = Directory.CreateTempSubdirectory("pubsub-bench-").FullName;
        // A worker of nginx runs as another user, and makes its folders in here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilReadyAsync(ServerDefinition definition, ProcessOutput output, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await AcceptsAsync(cancellationToken))
        {
            if (_process.HasExited) throw new CompareException($"{definition.Name} ended with exit code {_process.ExitCode} before it accepted connections: {output.Tail}");
            if (Stopwatch.GetElapsedTime(started) > s_startLimit) throw new CompareException($"{definition.Name} accepted no connection within {s_startLimit.TotalSeconds:0} s: {output.Tail}");
            await Task.Delay(s_pollInterval, cancellationToken);
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
