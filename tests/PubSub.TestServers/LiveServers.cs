using System.Collections.Concurrent;

namespace PubSub.TestServers;

/// <summary>The servers that are not disposed of: they end with this process.</summary>
internal static class LiveServers
{
    private static readonly ConcurrentDictionary<TestServer, byte> s_servers = new();

    static LiveServers() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (TestServer server in s_servers.Keys) server.EndNow();
    };

    public static void Add(TestServer server) => s_servers[server] = 0;

    public static void Remove(TestServer server) => s_servers.TryRemove(server, out _);
}
