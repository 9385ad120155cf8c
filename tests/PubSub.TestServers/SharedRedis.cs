namespace PubSub.TestServers;

/// <summary>
/// The redis-server that the tests of one process share: started when the first asks for it, ended with the process. Each test uses a key prefix of its
/// own, and neither stops nor flushes it. Safe to use from any thread.
/// </summary>
public static class SharedRedis
{
    private static readonly Lazy<Task<RedisServer>> s_server = new(() => RedisServer.StartAsync());

    /// <summary>The running server. Ends the test as skipped where there is no Redis.</summary>
    public static Task<RedisServer> GetAsync()
    {
        Servers.RequireRedis();
        return s_server.Value;
    }

    /// <summary>A key prefix that no other test has, with a colon at its end.</summary>
    public static string NewPrefix() => $"test:{Guid.NewGuid():N}:";
}
