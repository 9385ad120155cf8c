using System.Collections.Concurrent;
using PubSub.Contracts;
using PubSub.Core.Subscribing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Partitioning;

public sealed class PartitionedSubscriptionTests : IAsyncLifetime
{
    private static readonly string[] s_keys = ["a", "b", "c", "d", "e", "f", "g", "h"];

    private PartitionedHost _host = null!;

    public async Task InitializeAsync() => _host = await PartitionedHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Subscribe_KeysPublishedConcurrently_ReceivesEachKeyInOrder()
    {
        await using IEventSubscription subscription = await _host.SubscribeAsync();

        await Task.WhenAll(s_keys.Select(key => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++) await _host.SayAsync(key, i);
        })));

        await _host.ReceivesAsync(1600);
        _host.Received.Count.ShouldBe(1600);
        _host.Received.ShouldAllBe(received => received.Channel == "split");
        foreach (string key in s_keys) Numbers(key).ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task Subscribe_Since_ReceivesAllPartitions()
    {
        for (int i = 0; i < 5; i++) await SayToAllAsync(i);

        await using IEventSubscription subscription = await _host.SubscribeAsync(new SubscribeOptions { Since = DateTimeOffset.UnixEpoch });

        await _host.ReceivesAsync(40);
        foreach (string key in s_keys) Numbers(key).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task Subscribe_Cursor_GoesOnWhereTheOtherEnded()
    {
        IEventSubscription first = await _host.SubscribeAsync();
        await SayToAllAsync(0);
        await _host.ReceivesAsync(8);
        await first.DisposeAsync();
        await SayToAllAsync(1);

        await using IEventSubscription second = await _host.SubscribeAsync(new SubscribeOptions { Cursor = first.Cursor });
        await SayToAllAsync(2);

        await _host.ReceivesAsync(24);
        _host.Received.Count.ShouldBe(24);
        foreach (string key in s_keys) Numbers(key).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Position_OfAPartitionedChannel_IsTheLastEventHandled()
    {
        await using IEventSubscription subscription = await _host.SubscribeAsync();
        EventId id = await _host.SayAsync("b", 1);

        await Eventually.HoldsAsync(() => subscription.Position == id, "the position");
        subscription.Cursor.Split(',').Length.ShouldBe(4);
    }

    [Fact]
    public async Task Subscribe_AfterAnId_IsInvalidCursor()
    {
        EventId id = await _host.SayAsync("a", 1);

        PubSubException refusal = await Should.ThrowAsync<PubSubException>(async () => await _host.SubscribeAsync(new SubscribeOptions { After = id }));

        refusal.Code.ShouldBe(ErrorCode.InvalidCursor);
        refusal.Message.ShouldContain("has 4");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AaH9bwQjiwqbBDMAAAAAAA,AaH9bwQjiwqbBDMAAAAAAA,AaH9bwQjiwqbBDMAAAAAAA")]
    public async Task Subscribe_CursorOfAnotherShape_IsInvalidCursor(string cursor) =>
        (await Should.ThrowAsync<PubSubException>(async () => await _host.SubscribeAsync(new SubscribeOptions { Cursor = cursor }))).Code.ShouldBe(ErrorCode.InvalidCursor);

    [Fact]
    public async Task Subscribe_CursorOfALostStream_IsToldOnceAndGoesOn()
    {
        var gaps = new ConcurrentQueue<string>();
        var options = new SubscribeOptions { Cursor = StreamCursor.Format([.. Enumerable.Repeat(new EventId(1, 2, 3), 4)]), OnGap = gaps.Enqueue };

        await using IEventSubscription subscription = await _host.SubscribeAsync(options);
        await SayToAllAsync(1);

        await _host.ReceivesAsync(8);
        gaps.ShouldBe([GapReason.StreamRestarted]);
    }

    private IEnumerable<int> Numbers(string key) => _host.Received.Where(received => received.Payload.Key == key).Select(received => received.Payload.Number);

    private async Task SayToAllAsync(int number)
    {
        foreach (string key in s_keys) await _host.SayAsync(key, number);
    }
}
