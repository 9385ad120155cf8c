using Xunit.Abstractions;

namespace PubSub.MultiNode.Tests.Nodes;

/// <summary>The nodes of one test. What they logged goes to the test's output, which is shown where it fails.</summary>
internal sealed class NodeCluster(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly List<NodeProcess> _nodes = [];

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <summary>Starts nodes side by side.</summary>
    public async Task<IReadOnlyList<NodeProcess>> StartAsync(params IEnumerable<NodeArguments> arguments)
    {
        Task<NodeProcess>[] starting = [.. arguments.Select(NodeProcess.StartAsync)];
        // All of them, so that none is left behind where one could not be started.
        await ((Task)Task.WhenAll(starting)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Task<NodeProcess> each in starting)
            if (each.IsCompletedSuccessfully) _nodes.Add(each.Result);
        await Task.WhenAll(starting);
        return _nodes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess node in _nodes)
        {
            output.WriteLine($"{node.Name} at {node.BaseAddress}:\n{node.Log}");
            await node.DisposeAsync();
        }
    }
}
