using System.Globalization;

namespace PubSub.TestServers;

/// <summary>
/// A Redis cluster of several primaries without replicas, which share the slots evenly. Where one is away, the others go on with theirs as long as they are the most.
/// Members are called one at a time.
/// </summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;

    private readonly List<RedisServer> _primaries = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisServer> Primaries => _primaries;

    /// <summary>Where it is, as a client is told.</summary>
    public string Url => string.Join(',', _primaries.Select(each => each.Url));

    /// <summary>Starts a cluster. Returns when every primary serves.</summary>
    public static async Task<RedisCluster> StartAsync(int primaries = 3)
    {
        var cluster = new RedisCluster();
        try
        {
            for (int i = 0; i < primaries; i++)
            {
                RedisServer server = await RedisServer.StartAsync(
                    "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-require-full-coverage", "no", "--cluster-node-timeout", "2000");
                cluster._primaries.Add(server);
                await server.CliAsync("CLUSTER", "ADDSLOTSRANGE", Text(FirstSlotOf(i, primaries)), Text(FirstSlotOf(i + 1, primaries) - 1));
                await server.CliAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
                if (i > 0) await server.CliAsync("CLUSTER", "MEET", "127.0.0.1", Text(cluster._primaries[0].Port));
            }

            foreach (RedisServer server in cluster._primaries) await WhenReadyAsync(server, primaries);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary that has a key.</summary>
    public async Task<RedisServer> PrimaryOfAsync(string key)
    {
        RedisServer asked = _primaries.First(each => each.IsRunning);
        int slot = int.Parse(await asked.CliAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);
        return _primaries[Enumerable.Range(0, _primaries.Count).Last(i => FirstSlotOf(i, _primaries.Count) <= slot)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServer server in _primaries) await server.DisposeAsync();
    }

    private static int FirstSlotOf(int primary, int primaries) => primary * Slots / primaries;

    private static async Task WhenReadyAsync(RedisServer server, int primaries)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await server.CliAsync("CLUSTER", "INFO") is var info
            && !(info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains($"cluster_size:{Text(primaries)}", StringComparison.Ordinal)))
            await ticks.WaitForNextTickAsync(limit.Token);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
