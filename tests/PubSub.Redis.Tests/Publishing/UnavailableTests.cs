using System.Diagnostics;
using PubSub.Core.Adapters;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Publishing;

/// <summary>Redis is away or does not answer: calls fail in time, nothing claims success, and all goes on when it is back.</summary>
public sealed class UnavailableTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_ServerFrozen_IsUnavailableWithinTheTimeout(bool kept)
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = s_timeout);
        server.Freeze();
        long started = Stopwatch.GetTimestamp();
        await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync("1", kept ? RedisNode.Kept : default));

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        server.Thaw();
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.PublishAsync();
    }

    [SkippableFact]
    public async Task Publish_RetriedUnderItsKeyAfterAnUnknownFate_IsOneEvent()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = s_timeout);
        EventId top = await node.TopAsync();
        PublishOptions keyed = RedisNode.Kept with { DedupKey = "k", DedupLifetime = TimeSpan.FromMinutes(1) };
        server.Freeze();
        await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync("1", keyed));
        server.Thaw();
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        EventId id = await node.PublishAsync("1", keyed);

        (await node.ReadAsync(top)).Events.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [SkippableFact]
    public async Task Publish_ServerGone_IsUnavailableAndSaysNothingOfThePayload()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await server.KillAsync();

        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync("\"a-secret-payload\""));
        error.ToString().ShouldNotContain("a-secret-payload");
        node.Log.ShouldAllBe(entry => !entry.Message.Contains("a-secret-payload"));
    }

    [SkippableFact]
    public async Task CheckHealth_ServerGoneAndBack_IsUnhealthyAndHealthyAgain()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = s_timeout);
        await server.KillAsync();
        await Eventually.HoldsAsync(async () => !await IsHealthyAsync(node), "the node is unhealthy");
        await server.StartAgainAsync();

        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
    }

    [SkippableFact]
    public async Task Subscribe_ServerFrozen_IsUnavailableWithinTheTimeoutAndWorksLater()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = s_timeout);
        server.Freeze();
        await Should.ThrowAsync<BrokerUnavailableException>(node.SubscribeAsync);
        server.Thaw();
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.SubscribeAsync();
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [SkippableFact]
    public async Task Read_ServerFrozen_IsUnavailableWithinTheTimeout()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = s_timeout);
        EventId id = await node.PublishAsync();
        server.Freeze();

        await Should.ThrowAsync<BrokerUnavailableException>(() => node.ReadAsync(id));
        await Should.ThrowAsync<BrokerUnavailableException>(node.TopAsync);
        server.Thaw();
    }

    [SkippableFact]
    public async Task Publish_ScriptsForgotten_LoadsThemAgain()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId first = await node.PublishAsync();
        await server.CliAsync("SCRIPT", "FLUSH");

        (await node.PublishAsync()).IsAfter(first).ShouldBeTrue();
    }

    private static async ValueTask<bool> IsHealthyAsync(RedisNode node) => (await node.Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy;

    private static Task<RedisServer> StartServerAsync()
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync();
    }
}
