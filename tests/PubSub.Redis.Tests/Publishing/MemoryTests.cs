using System.Globalization;
using PubSub.Core.Adapters;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Publishing;

/// <summary>What is left in Redis is bounded by retention and expires by itself.</summary>
public sealed class MemoryTests
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(30);

    [SkippableFact]
    public async Task Publish_Ephemeral_LeavesNoKey()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.SubscribeAsync();
        await node.PublishManyAsync(10, default);
        await node.Sink.ReceivesAsync(RedisNode.Orders, 10);

        (await KeysAsync(server, node)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Publish_EphemeralUnderAKey_LeavesTheKeyForItsLifetime()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.PublishAsync("1", new PublishOptions(null, "k", TimeSpan.FromMinutes(1)));

        (await KeysAsync(server, node)).ShouldBe([node.Key("dedup:k")]);
        await ShouldLiveAsync(server, node.Key("dedup:k"), TimeSpan.FromMinutes(1));
    }

    [SkippableFact]
    public async Task Publish_AgeLimited_LogExpiresWithItsLastEventAndPositionsOutliveIt()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.PublishAsync("1", RedisNode.Kept);

        await ShouldLiveAsync(server, node.Key("log"), TimeSpan.FromHours(1));
        await ShouldLiveAsync(server, node.Key("meta"), TimeSpan.FromHours(1) + s_lifetime);
    }

    [SkippableFact]
    public async Task Publish_CountLimited_LogLivesForTheChannelsLifetimeAndPositionsOutliveIt()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.PublishManyAsync(10, new PublishOptions(new ChannelRetention(null, 3)));

        (await server.CliAsync("XLEN", node.Key("log"))).ShouldBe("3");
        await ShouldLiveAsync(server, node.Key("log"), s_lifetime);
        await ShouldLiveAsync(server, node.Key("meta"), s_lifetime * 2);
    }

    [SkippableFact]
    public async Task GetTop_NoEvents_LeavesAPositionForTheChannelsLifetime()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        await node.TopAsync();

        (await KeysAsync(server, node)).ShouldBe([node.Key("meta")]);
        await ShouldLiveAsync(server, node.Key("meta"), s_lifetime);
    }

    [SkippableFact]
    public async Task GetTop_HalfOfTheLifetimeIsOver_TheChannelLivesOn()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId top = await node.TopAsync();
        await server.CliAsync("PEXPIRE", node.Key("meta"), "60000");

        (await node.TopAsync()).ShouldBe(top);
        await ShouldLiveAsync(server, node.Key("meta"), s_lifetime);
    }

    [SkippableFact]
    public async Task ReadAfter_LogExpired_PositionIsStillCompleteAndOlderIsNot()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(2, RedisNode.Kept);
        await server.CliAsync("DEL", node.Key("log"));
        EventId next = await node.PublishAsync();

        next.Offset.ShouldBe(ids[1].Offset + 1);
        HistoryPage complete = await node.ReadAsync(ids[1]);
        complete.Truncated.ShouldBeFalse();
        complete.Events.ShouldHaveSingleItem().Id.ShouldBe(next);
        (await node.ReadAsync(ids[0])).Truncated.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task ReadAfter_ShorterRetentionGiven_TrimsByIt()
    {
        RedisServer server = await SharedRedis.GetAsync();
        await using RedisNode node = await RedisNode.StartAsync(server);
        EventId[] ids = await node.PublishManyAsync(200, RedisNode.Kept);
        HistoryPage page = await node.ReadAsync(HistoryPosition.Oldest, new ReadOptions(1000, Retention: new ChannelRetention(null, 3)));

        page.Events.Select(e => e.Id).ShouldBe(ids[^3..]);
        page.Start.ShouldBe(ids[^4]);
        page.Truncated.ShouldBeTrue();
        (await server.CliAsync("XLEN", node.Key("log"))).ShouldBe("3");
    }

    [SkippableFact]
    public async Task Publish_TwoDatabasesOfAServer_AreTwoSystems()
    {
        RedisServer server = await SharedRedis.GetAsync();
        string prefix = SharedRedis.NewPrefix();
        await using RedisNode zero = RedisNode.Of($"redis://{server.Url}", o => o.KeyPrefix = prefix);
        await using RedisNode one = RedisNode.Of($"redis://{server.Url}/1", o => o.KeyPrefix = prefix);
        await zero.StartAsync();
        await one.StartAsync();
        await zero.SubscribeAsync();
        await one.SubscribeAsync();
        await one.PublishAsync("1");
        EventId id = await zero.PublishAsync("2");

        (await zero.Sink.ReceivesAsync(RedisNode.Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    private static async Task<string[]> KeysAsync(RedisServer server, RedisNode node) =>
        (await server.CliAsync("KEYS", $"{node.Options.KeyPrefix}*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task ShouldLiveAsync(RedisServer server, string key, TimeSpan expected)
    {
        var left = TimeSpan.FromMilliseconds(long.Parse(await server.CliAsync("PTTL", key), CultureInfo.InvariantCulture));
        left.ShouldBeInRange(expected - TimeSpan.FromSeconds(30), expected + TimeSpan.FromSeconds(1));
    }
}
