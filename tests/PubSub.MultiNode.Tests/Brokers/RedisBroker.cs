using System.Text.RegularExpressions;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestServers;

namespace PubSub.MultiNode.Tests.Brokers;

/// <summary>A redis-server that has on its disk what it has answered.</summary>
public sealed partial class RedisBroker : IBroker
{
    private RedisServer? _server;

    public string Name => "redis";

    public bool Deduplicates => true;

    public int Crashes => 2;

    public RedisServer Server => _server ?? throw new InvalidOperationException("The test has not asked for the server.");

    public async Task EnsureStartedAsync()
    {
        Servers.RequireRedis();
        _server ??= await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
    }

    public string NewPrefix() => SharedRedis.NewPrefix();

    NodeArguments IBroker.Node(string name, string prefix) => new(name, Name, $"{Server.Url},name={ClientName(name)}", prefix);

    public async Task CrashAsync()
    {
        await Server.KillAsync();
        await Server.StartAgainAsync();
    }

    public Task EraseHistoryAsync(string prefix) => Server.CliAsync("FLUSHALL");

    /// <summary>Kills every connection of one node, and answers how many that were.</summary>
    internal async Task<int> KillConnectionsAsync(NodeProcess node)
    {
        string clients = await Server.CliAsync("CLIENT", "LIST");
        string[] ids = [.. clients.Split('\n').Where(client => client.Contains($" name={ClientName(node.Name)} ", StringComparison.Ordinal)).Select(client => IdPattern().Match(client).Groups[1].Value)];
        // One that has gone by itself meanwhile answers an error.
        int killed = 0;
        foreach (string id in ids) killed += await Server.CliAsync("CLIENT", "KILL", "ID", id) == "1" ? 1 : 0;
        return killed;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private static string ClientName(string node) => $"node-{node}";

    [GeneratedRegex(@"\bid=(\d+)")]
    private static partial Regex IdPattern();
}
