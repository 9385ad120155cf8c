using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;
using PubSub.Redis.Tests.Idempotency;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Starting;

/// <summary>Each thing that can be wrong with a Redis has an error of its own, which says what to do and holds no secret.</summary>
public sealed class StartTests
{
    private const string Secret = "correct-horse";

    [Fact]
    public async Task Start_NobodyListens_SaysThatItCannotBeReached()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        (await FailureAsync($"127.0.0.1:{port}")).ShouldContain($"127.0.0.1:{port} cannot be reached");
    }

    [Fact]
    public async Task Start_NameUnknown_SaysWhichOne() => (await FailureAsync("redis://nowhere.invalid", o => o.ConnectTimeout = TimeSpan.FromSeconds(1))).ShouldContain("nowhere.invalid:6379");

    [SkippableFact]
    public async Task Start_PasswordMissing_AsksForOne()
    {
        await using RedisServer server = await StartServerAsync("--requirepass", Secret);

        (await FailureAsync(server.Url)).ShouldContain("asks for a password");
    }

    [SkippableTheory]
    [InlineData("redis://:wrong-secret@{0}")]
    [InlineData("{0},password=wrong-secret")]
    public async Task Start_PasswordWrong_SaysSoWithoutRepeatingIt(string configuration)
    {
        await using RedisServer server = await StartServerAsync("--requirepass", Secret);

        string message = await FailureAsync(configuration.Replace("{0}", server.Url, StringComparison.Ordinal));
        message.ShouldContain("did not accept the password");
        message.ShouldNotContain("wrong-secret");
    }

    // So a server says where the command has another name.
    [Fact]
    public async Task Start_ServerThatRepeatsThePassword_SaysItWithout()
    {
        await using var server = new ScriptedServer(line => line == Secret ? $"-ERR unknown command 'AUTH', with args beginning with: '{Secret}' \r\n" : null);

        string message = await FailureAsync($"redis://:{Secret}@{server.Url}");
        message.ShouldContain("did not accept the password");
        message.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Start_StillLoading_SaysToWait()
    {
        await using var server = new ScriptedServer(line => line == "PING" ? "-LOADING Redis is loading the dataset in memory\r\n" : null);

        (await FailureAsync(server.Url)).ShouldContain("Wait until it has");
    }

    [SkippableTheory]
    [InlineData("redis://:correct-horse@{0}")]
    [InlineData("redis://default:correct-horse@{0}/3")]
    [InlineData("{0},password=correct-horse,defaultDatabase=3")]
    public async Task Start_PasswordRight_PublishesAndReceivesAndLogsNoSecret(string configuration)
    {
        await using RedisServer server = await StartServerAsync("--requirepass", Secret);
        await using RedisNode node = RedisNode.Of(configuration.Replace("{0}", server.Url, StringComparison.Ordinal));
        await node.StartAsync();
        await node.SubscribeAsync();
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1))[0].Id.ShouldBe(id);
        node.Log.ShouldNotBeEmpty();
        node.Log.ShouldAllBe(entry => !entry.Message.Contains(Secret));
        (await node.Adapter.CheckHealthAsync(CancellationToken.None)).Detail!.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Start_TooOld_NamesTheVersionAndTheOneThatIsNeeded()
    {
        await using var server = new ScriptedServer(line => line switch
        {
            "PING" => "+PONG\r\n",
            "INFO" => "$40\r\n# Server\r\nredis_version:6.0.16\r\nmode:x\r\n\r\n",
            _ => null,
        });

        string message = await FailureAsync(server.Url);
        message.ShouldContain("6.0.16");
        message.ShouldContain("7.0 or newer");
    }

    [Fact]
    public async Task Start_SomethingElseListens_SaysThatItIsNoRedis()
    {
        await using var server = new ScriptedServer(line => line == "PING" ? "HTTP/1.1 400 Bad Request\r\n\r\n" : null);

        (await FailureAsync(server.Url)).ShouldContain("is no Redis");
    }

    [SkippableTheory]
    [InlineData("-xadd", "xadd")]
    [InlineData("-subscribe", "subscribe")]
    [InlineData("-publish", "publish")]
    [InlineData("-evalsha", "evalsha")]
    [InlineData("-xtrim", "xtrim")]
    public async Task Start_CommandDenied_NamesIt(string rule, string command)
    {
        await using RedisServer server = await StartServerAsync();
        await server.CliAsync("ACL", "SETUSER", "default", rule);

        string message = await FailureAsync(server.Url);
        message.ShouldContain("denies its user");
        message.ShouldContain(command);
    }

    [SkippableTheory]
    [InlineData("zadd")]
    [InlineData("zrem")]
    [InlineData("zrangebyscore")]
    [InlineData("hget")]
    public async Task StartStore_CommandDenied_NamesIt(string command)
    {
        await using RedisServer server = await StartServerAsync();
        await server.CliAsync("ACL", "SETUSER", "default", $"-{command}");
        await using var store = new OpenStore(server);

        string message = (await Should.ThrowAsync<BrokerUnavailableException>(() => store.Store.CheckAsync(NullLogger.Instance, CancellationToken.None))).Message;
        message.ShouldContain("denies its user");
        message.ShouldContain(command);
    }

    [SkippableFact]
    public async Task StartStore_Works_LeavesNoKeys()
    {
        await using RedisServer server = await StartServerAsync();
        await using var store = new OpenStore(server);
        await store.Store.CheckAsync(NullLogger.Instance, CancellationToken.None);

        (await server.CliAsync("DBSIZE")).ShouldBe("0");
    }

    [SkippableFact]
    public async Task StartStore_OnACluster_Works()
    {
        RedisServer cluster = await SharedRedisCluster.GetAsync();
        await using var store = new OpenStore(cluster, SharedRedis.NewPrefix());

        await store.Store.CheckAsync(NullLogger.Instance, CancellationToken.None);
    }

    [SkippableFact]
    public async Task Start_OtherKeysDenied_SaysSo()
    {
        await using RedisServer server = await StartServerAsync();
        await server.CliAsync("ACL", "SETUSER", "default", "resetkeys", "~other:*");

        (await FailureAsync(server.Url)).ShouldContain("denies its user");
    }

    [SkippableFact]
    public async Task Start_OnlyWhatTheDocsGrant_Works()
    {
        await using RedisServer server = await StartServerAsync();
        await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md")]);

        await ShouldPublishAndReceiveAsync(server.Url);
    }

    [SkippableFact]
    public async Task Start_OnACluster_OnlyWhatTheDocsGrantWorks()
    {
        Servers.RequireRedis();
        await using RedisServer server = await SharedRedisCluster.StartAsync();
        await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md"), "+cluster|nodes"]);

        await ShouldPublishAndReceiveAsync(server.Url);
    }

    [SkippableFact]
    public async Task Start_WithAReplica_OnlyWhatTheDocsGrantWorks()
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await replica.CatchUpAsync(primary);
        foreach (RedisServer server in new[] { replica, primary }) await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md")]);

        await ShouldPublishAndReceiveAsync($"{replica.Url},{primary.Url}");
    }

    [SkippableFact]
    public async Task Store_OnlyWhatTheDocsGrant_Works()
    {
        await using RedisServer server = await StartServerAsync();
        await server.CliAsync(["ACL", "SETUSER", "default", .. Documentation.AclRules("redis.md")]);
        await using var store = new OpenStore(server, "pubsub:");
        TimeSpan minute = TimeSpan.FromMinutes(1);
        foreach (string key in new[] { "left", "done" })
        {
            IdempotencyClaim claim = await store.Store.ClaimAsync(key, new byte[] { 1 }, minute, CancellationToken.None);
            (await store.Store.RenewAsync(key, claim.Token, minute, CancellationToken.None)).ShouldBeTrue();
            (await store.Store.StoreRanAsync(key, claim.Token, new byte[] { 2 }, minute, CancellationToken.None)).ShouldBeTrue();
            if (key == "done") (await store.Store.MarkDoneAsync(key, claim.Token, new byte[] { 3 }, minute, CancellationToken.None)).ShouldBeTrue();
            else (await store.Store.ReleaseAsync(key, claim.Token, CancellationToken.None)).ShouldBeTrue();
        }

        (await store.Store.GetDoneAsync("done", CancellationToken.None)).ShouldNotBeNull();
        (await store.Store.ListAbandonedAsync(10, CancellationToken.None)).ShouldBe(["left"]);
        (await store.Store.ClaimAbandonedAsync("left", minute, CancellationToken.None)).Status.ShouldBe(IdempotencyClaimStatus.Ran);
    }

    [SkippableFact]
    public async Task Start_Replica_SaysToConnectToThePrimary()
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");

        (await FailureAsync(replica.Url)).ShouldContain("replica");
    }

    [SkippableFact]
    public async Task Start_Frozen_FailsWithinTheTimeToConnect()
    {
        await using RedisServer server = await StartServerAsync();
        server.Freeze();
        long started = Stopwatch.GetTimestamp();
        string message = await FailureAsync(server.Url, o => o.ConnectTimeout = TimeSpan.FromMilliseconds(300));

        message.ShouldContain("did not answer within");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task Start_Works_LeavesNoKeys()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);

        (await server.CliAsync("DBSIZE")).ShouldBe("0");
    }

    private static Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }

    private static async Task ShouldPublishAndReceiveAsync(string configuration)
    {
        await using RedisNode node = RedisNode.Of(configuration, o => o.KeyPrefix = "pubsub:");
        await node.StartAsync();
        await node.SubscribeAsync();
        EventId[] ids = [.. await node.PublishManyAsync(2, RedisNode.Kept), await node.PublishAsync("1", default)];

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 3)).Select(e => e.Id).ShouldBe(ids);
        (await node.Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy.ShouldBeTrue();
    }

    private static async Task<string> FailureAsync(string configuration, Action<RedisOptions>? configure = null)
    {
        await using RedisNode node = RedisNode.Of(configuration, configure);
        return (await Should.ThrowAsync<BrokerUnavailableException>(node.StartAsync)).Message;
    }
}
