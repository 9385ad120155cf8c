using PubSub.Core.Adapters;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.History;

/// <summary>History that is gone, or that is no longer what was acknowledged, is told and never passed for complete.</summary>
public sealed class LossTests
{
    [SkippableFact]
    public async Task ReadAfter_Flushed_IsTruncatedAndTheChannelBeginsInAnotherEpoch()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(3, RedisNode.Kept);
        await server.CliAsync("FLUSHALL");
        EventId top = await node.TopAsync();

        top.Offset.ShouldBe(0);
        top.Epoch.ShouldNotBe(ids[0].Epoch);
        foreach (EventId id in ids) (await node.ReadAsync(id)).Truncated.ShouldBeTrue();
        EventId next = await node.PublishAsync();
        next.Epoch.ShouldBe(top.Epoch);
        (await node.ReadAsync(top)).ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeFalse(), page => page.Events.ShouldHaveSingleItem().Id.ShouldBe(next));
    }

    [SkippableFact]
    public async Task ReadAfter_LostPositionAndOnlyContinuityIsWanted_IsTruncatedWithTheTopAndNoEvents()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(3, RedisNode.Kept);
        var wanted = new ReadOptions(1000) { OnlyIfContinuous = true };

        HistoryPage lost = await node.ReadAsync(HistoryPosition.After(new EventId(ids[0].UnixMilliseconds, ids[0].Epoch ^ 1, ids[0].Offset)), wanted);
        lost.ShouldSatisfyAllConditions(page => page.Truncated.ShouldBeTrue(), page => page.Events.ShouldBeEmpty(), page => page.Top.ShouldBe(ids[2]));
        HistoryPage kept = await node.ReadAsync(HistoryPosition.After(ids[0]), wanted);
        kept.Events.Select(e => e.Id).ShouldBe(ids[1..]);
    }

    [SkippableFact]
    public async Task Publish_RecordOfTheChannelGoneButItsStreamLeft_BeginsAnew()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(3, RedisNode.Kept);
        await server.CliAsync("DEL", node.Key("meta"));
        EventId next = await node.PublishAsync();

        next.Epoch.ShouldNotBe(ids[0].Epoch);
        HistoryPage page = await node.ReadAsync(ids[2]);
        page.Truncated.ShouldBeTrue();
        page.Events.ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [SkippableFact]
    public async Task ReadAfter_ReplicaPromotedWithoutTheLastWrites_LostPositionsAreTruncated()
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using RedisNode before = await RedisNode.StartAsync(primary);
        EventId[] kept = await before.PublishManyAsync(3, RedisNode.Kept);
        await replica.CatchUpAsync(primary);
        // Cut off and promoted, while the old primary still acknowledges.
        await replica.FollowAsync(null);
        EventId[] lost = await before.PublishManyAsync(2, RedisNode.Kept);
        await primary.KillAsync();

        await using RedisNode after = RedisNode.Of(replica.Url, o => o.KeyPrefix = before.Options.KeyPrefix);
        await after.StartAsync();
        (await after.TopAsync()).ShouldBe(kept[2]);
        EventId[] next = await after.PublishManyAsync(2, RedisNode.Kept);
        next[1].Offset.ShouldBe(lost[1].Offset);

        foreach (EventId id in lost) (await after.ReadAsync(id)).Truncated.ShouldBeTrue();
        HistoryPage complete = await after.ReadAsync(kept[2]);
        complete.Truncated.ShouldBeFalse();
        complete.Events.Select(e => e.Id).ShouldBe(next);
    }

    private static Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }
}
