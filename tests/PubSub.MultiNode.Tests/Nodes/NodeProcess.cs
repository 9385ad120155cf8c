using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Nodes;

/// <summary>One node of a system, as a process.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private NodeProcess(ServerProcess process, string name, Uri address)
    {
        _process = process;
        Name = name;
        BaseAddress = address;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address, Timeout = Eventually.Limit };
    }

    public string Name { get; }

    public Uri BaseAddress { get; }

    public HttpClient Client { get; }

    public string Log => _process.Log;

    /// <summary>What it has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts a node and waits until it serves.</summary>
    public static async Task<NodeProcess> StartAsync(NodeArguments arguments)
    {
        string folder = Path.Combine(Repository.Root, "tests", "PubSub.TestNode", "bin", Repository.Configuration, "net10.0");
        var process = new ServerProcess(Path.Combine(folder, "PubSub.TestNode.dll"), folder, arguments.ToCommandLine());
        try
        {
            string line = await process.LineAsync("ready ");
            return new NodeProcess(process, arguments.Name, new Uri(line["ready ".Length..]));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the node is where it was told to fail.</summary>
    public Task FailedAsync() => _process.LineAsync("reached ");

    /// <summary>Ends a hang.</summary>
    public async Task ReleaseAsync()
    {
        using HttpResponseMessage response = await Client.PostAsync("/faults/release", content: null);
        response.EnsureSuccessStatusCode();
    }

    public Task KillAsync() => _process.KillAsync();

    public Task WhenExitedAsync() => _process.WhenExitedAsync();

    public Task FreezeAsync() => _process.FreezeAsync();

    public Task ThawAsync() => _process.ThawAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
