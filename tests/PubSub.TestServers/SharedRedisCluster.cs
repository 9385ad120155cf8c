namespace PubSub.TestServers;

/// <summary>
/// A redis-server in cluster mode, of one node that has all slots, shared by the tests of one process as <see cref="SharedRedis"/> is: it refuses what touches
/// keys of two slots, and is talked to as a cluster is. Safe to use from any thread.
/// </summary>
public static class SharedRedisCluster
{
    private static readonly Lazy<Task<RedisServer>> s_server = new(() => StartAsync());

    /// <summary>The running server. Ends the test as skipped where there is no Redis.</summary>
    public static Task<RedisServer> GetAsync()
    {
        Servers.RequireRedis();
        return s_server.Value;
    }

    /// <summary>Starts one that nobody shares. Returns when it serves all slots.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        RedisServer server = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
        await server.CliAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await server.CliAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal)) await ticks.WaitForNextTickAsync(limit.Token);
        return server;
    }
}
