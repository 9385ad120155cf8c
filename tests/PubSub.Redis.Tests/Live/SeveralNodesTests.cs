using PubSub.Core.Adapters;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Live;

/// <summary>Several nodes act as one.</summary>
public sealed class SeveralNodesTests
{
    private const int Events = 500;

    [SkippableFact]
    public async Task Publish_ThreeNodesAtOnceOneWithItsClockOff_AllSeeTheSameIdsInOneOrder()
    {
        RedisServer server = await SharedRedis.GetAsync();
        string prefix = SharedRedis.NewPrefix();
        await using RedisNode one = await StartAsync(server, prefix, TimeSpan.Zero);
        await using RedisNode two = await StartAsync(server, prefix, TimeSpan.FromSeconds(3));
        await using RedisNode three = await StartAsync(server, prefix, TimeSpan.FromSeconds(-3));
        RedisNode[] nodes = [one, two, three];
        EventId top = await one.TopAsync();
        EventId[][] given = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.PublishManyAsync(Events, RedisNode.Kept))));

        EventId[] history = [.. (await one.ReadAsync(HistoryPosition.After(top), new ReadOptions(10_000))).Events.Select(e => e.Id)];
        history.ShouldBe(given.SelectMany(ids => ids), ignoreOrder: true);
        foreach (RedisNode node in nodes)
            (await node.Sink.ReceivesAsync(RedisNode.Orders, nodes.Length * Events)).Select(e => e.Id).ShouldBe(history);
    }

    [SkippableFact]
    public async Task Publish_OneDedupKeyOnTwoNodes_IsOneEvent()
    {
        RedisServer server = await SharedRedis.GetAsync();
        string prefix = SharedRedis.NewPrefix();
        await using RedisNode one = await StartAsync(server, prefix, TimeSpan.Zero);
        await using RedisNode two = await StartAsync(server, prefix, TimeSpan.Zero);
        foreach (PublishOptions how in new[] { RedisNode.Kept, default })
        {
            PublishOptions keyed = how with { DedupKey = $"k{how.Retention is null}", DedupLifetime = TimeSpan.FromMinutes(1) };
            EventId[] ids = await Task.WhenAll(one.PublishAsync("1", keyed), two.PublishAsync("1", keyed));

            ids[0].ShouldBe(ids[1]);
        }
    }

    [SkippableFact]
    public async Task Subscribe_OnAnotherNode_OneSubscriptionANodeHoweverOftenAsked()
    {
        RedisServer server = await SharedRedis.GetAsync();
        string prefix = SharedRedis.NewPrefix();
        await using RedisNode one = await StartAsync(server, prefix, TimeSpan.Zero);
        await using RedisNode two = await StartAsync(server, prefix, TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => one.SubscribeAsync()));

        (await server.CliAsync("PUBSUB", "NUMSUB", (string)new RedisKeys(prefix, 0).Live("orders")!)).Split('\n')[^1].ShouldBe("2");
    }

    [SkippableFact]
    public async Task GetTops_SeveralChannels_AnswersInTheirOrder()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        Contracts.ChannelName[] channels = [.. Enumerable.Range(0, 50).Select(i => Contracts.ChannelName.Parse($"chat:{i}"))];
        var ids = new EventId[channels.Length];
        for (int i = 0; i < ids.Length; i++) ids[i] = await node.Adapter.PublishAsync(channels[i], RedisNode.Body("1"), RedisNode.Kept, CancellationToken.None);

        (await node.History.GetTopsAsync(channels, CancellationToken.None)).ShouldBe(ids);
    }

    private static async Task<RedisNode> StartAsync(RedisServer server, string prefix, TimeSpan off)
    {
        RedisNode node = await RedisNode.StartAsync(server, o => o.KeyPrefix = prefix, new OffsetTimeProvider(off));
        await node.SubscribeAsync();
        return node;
    }

    private sealed class OffsetTimeProvider(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
    }
}
