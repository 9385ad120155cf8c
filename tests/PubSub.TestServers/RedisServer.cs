using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PubSub.TestServers;

/// <summary>A real redis-server. It keeps its data in memory alone unless its arguments say otherwise.</summary>
public sealed class RedisServer : TestServer
{
    private readonly string[] _extraArguments;

    private RedisServer(string[] extraArguments) => _extraArguments = extraArguments;

    /// <summary>Where it listens: <c>127.0.0.1:port</c>.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public int Port { get; } = FreePort.Find();

    private protected override TimeSpan StartLimit => TimeSpan.FromSeconds(30);

    private protected override TimeSpan StopLimit => TimeSpan.FromSeconds(10);

    /// <summary>Starts a server with an empty data folder.</summary>
    /// <param name="extraArguments">
    /// Further arguments, such as <c>--appendonly yes</c> as two. <c>{port}</c> and <c>{folder}</c> in them stand for the server's own.
    /// </param>
    public static Task<RedisServer> StartAsync(params string[] extraArguments) => StartFirstAsync(() => new RedisServer(extraArguments));

    /// <summary>Runs redis-cli on the server, and answers what it wrote.</summary>
    /// <param name="arguments">The command and its arguments; options of redis-cli may stand before them.</param>
    /// <exception cref="InvalidOperationException">The server answered with an error.</exception>
    public Task<string> CliAsync(params string[] arguments) =>
        Tool.RunAsync(new ProcessStartInfo("redis-cli", ["-e", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), .. arguments]));

    /// <summary>Returns when the server's own clock (TIME) has moved on by more than that since the call.</summary>
    public async Task ElapseAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        await using RedisClock clock = await RedisClock.OpenAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken);
        DateTimeOffset until = await clock.ReadAsync(cancellationToken) + by;
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        // A key expires once its millisecond is over, not when it begins.
        while (await clock.ReadAsync(cancellationToken) <= until + TimeSpan.FromMilliseconds(1)) await ticks.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>The server's own clock.</summary>
    public async Task<DateTimeOffset> TimeAsync(CancellationToken cancellationToken = default)
    {
        await using RedisClock clock = await RedisClock.OpenAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken);
        return await clock.ReadAsync(cancellationToken);
    }

    /// <summary>Makes it the replica of another, or a primary where that is null. Its clients stay connected.</summary>
    public Task FollowAsync(RedisServer? primary) =>
        primary is null ? CliAsync("REPLICAOF", "NO", "ONE") : CliAsync("REPLICAOF", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns when this replica has all that its primary had when it was called.</summary>
    public async Task CatchUpAsync(RedisServer primary, CancellationToken cancellationToken = default)
    {
        long written = OffsetOf(await primary.CliAsync("INFO", "replication"), "master_repl_offset:");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await CliAsync("INFO", "replication") is var own && (!own.Contains("master_link_status:up", StringComparison.Ordinal) || OffsetOf(own, "slave_repl_offset:") < written))
            await ticks.WaitForNextTickAsync(limit.Token);
    }

    private static long OffsetOf(string replication, string field) =>
        long.Parse(replication.Split('\n').First(line => line.StartsWith(field, StringComparison.Ordinal)).AsSpan(field.Length).Trim(), CultureInfo.InvariantCulture);

    private protected override ProcessStartInfo Command() => new(
        "redis-server",
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "no",
            // A replica is given what it lacks at once.
            "--repl-diskless-sync-delay", "0",
            .. _extraArguments.Select(Fill),
        ]);

    private protected override bool IsReadyLine(string line) => line.Contains("Ready to accept connections", StringComparison.Ordinal);

    private string Fill(string argument) =>
        argument.Replace("{port}", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{folder}", Folder, StringComparison.Ordinal);
}
