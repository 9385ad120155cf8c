using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.TestServers;
using PubSub.TestSupport;

namespace PubSub.Redis.Tests.Live;

/// <summary>Subscriptions that are given up, asked for twice, or made while a server does not answer.</summary>
public sealed class LiveFeedTests
{
    [SkippableFact]
    public async Task Subscribe_OneOfTwoCallersGivesUp_TheOtherIsConfirmed()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = Eventually.Limit);
        using var impatient = new CancellationTokenSource();
        server.Freeze();
        Task givenUp = node.Adapter.SubscribeAsync(RedisNode.Orders, impatient.Token).AsTask();
        Task kept = node.SubscribeAsync();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => givenUp);
        server.Thaw();
        await kept;
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [SkippableFact]
    public async Task Subscribe_GivenUpByAll_LeavesNoneBehind()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = Eventually.Limit);
        await GiveUpSubscribingAsync(server, node);
        server.Thaw();

        await Eventually.HoldsAsync(async () => await SubscribersAsync(server, node) == "0", "nobody is subscribed");
    }

    // Whatever the client still has of an earlier attempt, each message counts once.
    [SkippableFact]
    public async Task Subscribe_AfterOneThatWasGivenUp_ReceivesEphemeralEventsOnce()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = Eventually.Limit);
        await GiveUpSubscribingAsync(server, node);
        Task again = node.SubscribeAsync();
        server.Thaw();
        await again;
        EventId[] ids = await node.PublishManyAsync(20, default);

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 20)).Select(e => e.Id).ShouldBe(ids);
    }

    [SkippableFact]
    public async Task Unsubscribe_TooManyCallsUnanswered_StillEndsTheSubscription()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = TimeSpan.FromSeconds(2));
        await node.SubscribeAsync();
        var never = new TaskCompletionSource<bool>();
        await node.LeaveUnansweredAsync(never.Task, RedisConnection.MostUnanswered);
        await Should.ThrowAsync<BrokerUnavailableException>(() => node.PublishAsync());
        await node.Adapter.UnsubscribeAsync(RedisNode.Orders, CancellationToken.None);

        (await SubscribersAsync(server, node)).ShouldBe("0");
        never.SetResult(true);
        await Eventually.HoldsAsync(() => node.Connection.Unanswered == 0, "what was answered counts no more");
        await node.PublishAsync();
    }

    // The engine's own limit is often the shorter one: then it is the engine that gives up.
    [SkippableFact]
    public async Task Call_CallerGivesUp_CountsUntilItIsAnswered()
    {
        await using RedisServer server = await StartServerAsync();
        await using RedisNode node = await RedisNode.StartAsync(server, o => o.PublishTimeout = Eventually.Limit);
        using var impatient = new CancellationTokenSource();
        server.Freeze();
        Task<EventId> publish = node.Adapter.PublishAsync(RedisNode.Orders, RedisNode.Body("1"), RedisNode.Kept, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => publish);
        node.Connection.Unanswered.ShouldBe(1);
        server.Thaw();

        await Eventually.HoldsAsync(() => node.Connection.Unanswered == 0, "it is answered");
    }

    // The server is frozen afterwards, with the subscription under way.
    private static async Task GiveUpSubscribingAsync(RedisServer server, RedisNode node)
    {
        using var impatient = new CancellationTokenSource();
        server.Freeze();
        Task givenUp = node.Adapter.SubscribeAsync(RedisNode.Orders, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => givenUp);
    }

    private static async Task<string> SubscribersAsync(RedisServer server, RedisNode node) =>
        (await server.CliAsync("PUBSUB", "NUMSUB", (string)node.Connection.Keys.Live("orders")!)).Split('\n')[^1];

    private static Task<RedisServer> StartServerAsync()
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync();
    }
}
