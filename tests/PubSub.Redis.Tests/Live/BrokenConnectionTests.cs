using PubSub.Core.Adapters;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Live;

/// <summary>Connections are cut and the server is restarted: what was acknowledged is there, and who listens is told to look.</summary>
public sealed class BrokenConnectionTests
{
    [SkippableFact]
    public async Task Subscription_ConnectionCut_LossIsToldAndLaterEventsArrive()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        await server.CliAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await node.LosesContinuityAsync();
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
        node.Sink.Log.ShouldBe(["lost", id.ToString()]);
    }

    [SkippableFact]
    public async Task Publish_ConnectionCut_GoesOnAndNothingIsToldAsLost()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        EventId first = await node.PublishAsync();
        await node.Sink.ReceivesAsync(RedisNode.Orders, 1);
        await server.CliAsync("CLIENT", "KILL", "TYPE", "normal");
        EventId second = await PublishUntilTakenAsync(node);
        await Eventually.HoldsAsync(() => node.Sink.On(RedisNode.Orders).Any(e => e.Id == second), "the event arrives");

        second.IsAfter(first).ShouldBeTrue();
        node.Sink.Log.ShouldNotContain("lost");
    }

    [SkippableFact]
    public async Task Server_KilledAndRestartedTwice_NoAcknowledgedEventIsLostOrOutOfOrder()
    {
        await using RedisServer server = await StartServerAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        EventId top = await node.TopAsync();
        var acknowledged = new List<EventId>();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 50; i++) acknowledged.Add(await PublishUntilTakenAsync(node));
            if (round == 2) break;
            await server.KillAsync();
            await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync());
            await server.StartAgainAsync();
        }

        await node.LosesContinuityAsync();
        HistoryPage page = await node.ReadAsync(top);
        page.Truncated.ShouldBeFalse();
        EventId[] kept = [.. page.Events.Select(e => e.Id)];
        kept.Intersect(acknowledged).ShouldBe(acknowledged);
        kept.Select(id => id.Offset).ShouldBe(Enumerable.Range(1, kept.Length).Select(offset => (long)offset));
        EventId last = await node.PublishAsync();
        await Eventually.HoldsAsync(() => node.Sink.On(RedisNode.Orders).Any(e => e.Id == last), "live events arrive again");
    }

    [SkippableFact]
    public async Task Subscription_EndedWhileTheServerIsAway_DoesNotComeBack()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = TimeSpan.FromMilliseconds(500));
        await node.SubscribeAsync();
        await server.KillAsync();
        await node.Adapter.UnsubscribeAsync(RedisNode.Orders, CancellationToken.None);
        await server.StartAgainAsync();
        await node.LosesContinuityAsync();
        await PublishUntilTakenAsync(node);

        (await server.CliAsync("PUBSUB", "NUMSUB", (string)new RedisKeys(node.Options.KeyPrefix, 0).Live("orders")!)).Split('\n')[^1].ShouldBe("0");
        node.Sink.On(RedisNode.Orders).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Dispose_ServerFrozen_DoesNotHang()
    {
        await using RedisServer server = await StartServerAsync();
        RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        server.Freeze();

        await node.DisposeAsync().AsTask().WaitAsync(Eventually.Limit);
        server.Thaw();
    }

    // As a sender does: until somebody takes it.
    private static async Task<EventId> PublishUntilTakenAsync(RedisNode node)
    {
        EventId id = default;
        string key = Guid.NewGuid().ToString();
        PublishOptions keyed = RedisNode.Kept with { DedupKey = key, DedupLifetime = TimeSpan.FromMinutes(1) };
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                id = await node.PublishAsync("1", keyed);
                return true;
            }
            catch (BrokerUnavailableException)
            {
                return false;
            }
        }, "the event is taken");
        return id;
    }

    private static Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }
}
