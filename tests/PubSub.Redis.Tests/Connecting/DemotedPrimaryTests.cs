using PubSub.Core.Adapters;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Connecting;

/// <summary>A server that becomes a replica keeps its connections, and answers all but writes: a node notices, and finds the primary without a restart.</summary>
public sealed class DemotedPrimaryTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisServer _other = null!;

    public async Task InitializeAsync()
    {
        Servers.RequireRedis();
        _server = await RedisServer.StartAsync();
        _other = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{_server.Port}");
        await _other.CatchUpAsync(_server);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_other is not null) await _other.DisposeAsync();
    }

    [SkippableFact]
    public async Task CheckHealth_DemotedAndPromoted_IsUnhealthyMeanwhile()
    {
        await using RedisNode node = await RedisNode.StartAsync(_server);
        await SwapRolesAsync();
        AdapterHealth health = await node.Adapter.CheckHealthAsync(CancellationToken.None);
        health.IsHealthy.ShouldBeFalse();
        health.Detail!.ShouldContain("replica");
        await _server.FollowAsync(null);

        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.PublishAsync();
    }

    [SkippableFact]
    public async Task Publish_NameFollowsThePrimary_GoesOnWithTheNewOne()
    {
        await using var name = new TcpProxy(_server.Port);
        await using RedisNode node = RedisNode.Of(name.Url);
        await node.StartAsync();
        EventId before = await node.PublishAsync();
        await _other.CatchUpAsync(_server);
        await SwapRolesAsync();
        name.Port = _other.Port;

        EventId after = await PublishUntilTakenAsync(node);
        after.ShouldSatisfyAllConditions(() => after.Epoch.ShouldBe(before.Epoch), () => after.Offset.ShouldBe(before.Offset + 1));
        (await IsHealthyAsync(node)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Subscription_NameFollowsThePrimary_LossIsToldAndLaterEventsArriveOnce()
    {
        await using var name = new TcpProxy(_server.Port);
        await using RedisNode node = RedisNode.Of(name.Url);
        await node.StartAsync();
        await node.SubscribeAsync();
        await SwapRolesAsync();
        name.Port = _other.Port;
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.LosesContinuityAsync();

        EventId[] ids = await node.PublishManyAsync(3, default);
        (await node.Sink.ReceivesAsync(RedisNode.Orders, 3)).Select(e => e.Id).ShouldBe(ids);
        (await _other.CliAsync("PUBSUB", "NUMSUB", (string)new RedisKeys(node.Options.KeyPrefix, 0).Live("orders")!)).Split('\n')[^1].ShouldBe("1");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_RolesOfTwoServersSwapped_GoesOnWithTheOther(bool kept)
    {
        await using RedisNode node = RedisNode.Of($"{_server.Url},{_other.Url}");
        await node.StartAsync();
        await node.SubscribeAsync();
        await SwapRolesAsync();
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.LosesContinuityAsync();

        await ArrivesOnceAsync(node, kept ? RedisNode.Kept : default);
    }

    [SkippableFact]
    public async Task Subscription_PrimaryDiesAndItsReplicaIsPromoted_LossIsToldAndLaterEventsArrive()
    {
        await using RedisNode node = RedisNode.Of($"{_server.Url},{_other.Url}");
        await node.StartAsync();
        await node.SubscribeAsync();
        await _server.KillAsync();
        await _other.FollowAsync(null);
        await Eventually.HoldsAsync(() => IsHealthyAsync(node), "the node is healthy again");
        await node.LosesContinuityAsync();

        await ArrivesOnceAsync(node, default);
    }

    [SkippableFact]
    public async Task Publish_EphemeralWhileOnlyTheReplicaIsThere_IsUnavailableAndNotSentToIt()
    {
        await using RedisNode node = RedisNode.Of($"{_server.Url},{_other.Url}");
        await node.StartAsync();
        await _server.KillAsync();

        await Eventually.HoldsAsync(async () => !await IsHealthyAsync(node), "the primary is missed");
        await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync("1", default));
    }

    [SkippableFact]
    public async Task CheckHealth_OutOfMemory_IsUnhealthyAndSaysWhatToDo()
    {
        await using RedisNode node = await RedisNode.StartAsync(_server);
        await _server.CliAsync("CONFIG", "SET", "maxmemory", "1");

        AdapterHealth health = await node.Adapter.CheckHealthAsync(CancellationToken.None);
        health.IsHealthy.ShouldBeFalse();
        health.Detail!.ShouldContain("maxmemory");
    }

    // One of those that are published one after the other: while servers come and go, subscriptions are made anew more than once.
    private static async Task ArrivesOnceAsync(RedisNode node, PublishOptions how)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                await node.PublishAsync("1", how);
                return node.Sink.On(RedisNode.Orders).Length > 0;
            },
            "an event arrives");
        node.Sink.On(RedisNode.Orders).Select(e => e.Id).ShouldBeUnique();
    }

    private async Task SwapRolesAsync()
    {
        await _other.FollowAsync(null);
        await _server.FollowAsync(_other);
    }

    private static async ValueTask<bool> IsHealthyAsync(RedisNode node) => (await node.Adapter.CheckHealthAsync(CancellationToken.None)).IsHealthy;

    private static async Task<EventId> PublishUntilTakenAsync(RedisNode node)
    {
        EventId id = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    id = await node.PublishAsync();
                    return true;
                }
                catch (BrokerUnavailableException)
                {
                    // Refused as a whole: nothing was published.
                    return false;
                }
            },
            "the event is taken");
        return id;
    }
}
