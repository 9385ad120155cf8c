using PubSub.Core.Adapters;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Live;

/// <summary>A live event names the one before it, so that a stream that was rolled back shows with its first event.</summary>
public sealed class PredecessorTests
{
    [SkippableFact]
    public async Task OnEvent_WithHistory_NamesTheEventBefore()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        EventId top = await node.TopAsync();
        EventId[] ids = await node.PublishManyAsync(3, RedisNode.Kept);

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 3)).Select(e => e.Previous).ShouldBe([top, ids[0], ids[1]]);
    }

    [SkippableFact]
    public async Task OnEvent_Ephemeral_NamesNone()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        await node.PublishManyAsync(2, default);
        await node.PublishAsync("1", new PublishOptions(null, "k", TimeSpan.FromMinutes(1)));

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 3)).ShouldAllBe(e => e.Previous == null);
    }

    // Its offset alone would pass for the next one after the event that was lost.
    [SkippableFact]
    public async Task OnEvent_ReplicaPromotedWithoutTheLastWrite_NamesAnotherThanWasSeen()
    {
        await using RedisServer primary = await StartServerAsync();
        await using RedisServer replica = await StartServerAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using RedisNode before = await RedisNode.StartAsync(primary);
        await before.PublishAsync();
        await replica.CatchUpAsync(primary);
        await replica.FollowAsync(null);
        EventId lost = await before.PublishAsync();

        await using RedisNode after = RedisNode.Of(replica.Url, o => o.KeyPrefix = before.Options.KeyPrefix);
        await after.StartAsync();
        await replica.ElapseAsync(TimeSpan.FromMilliseconds(2));
        EventId instead = await after.PublishAsync();
        await after.SubscribeAsync();
        await after.PublishAsync();

        ChannelEvent next = (await after.Sink.ReceivesAsync(RedisNode.Orders, 1))[0];
        next.Id.Offset.ShouldBe(lost.Offset + 1);
        next.Previous.ShouldBe(instead);
        next.Previous.ShouldNotBe(lost);
    }

    private static Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }
}
