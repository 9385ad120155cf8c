using System.Collections.Concurrent;
using Collab.Events;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Subscribing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Subscribing;

public sealed class EventSubscriberTests : IAsyncDisposable
{
    private readonly SubscriberHarness _harness = new();

    [Fact]
    public async Task Subscribe_Live_ReceivesItsEventInOrder()
    {
        await _harness.PublishAsync(0);
        await using IEventSubscription subscription = await _harness.SubscribeAsync();
        EventId[] ids = await _harness.PublishAsync(1, 100);

        await _harness.ReceivesAsync(100);
        _harness.Received.Select(e => e.Id).ShouldBe(ids);
        _harness.Received.Select(e => e.Payload.Total).ShouldBe(Enumerable.Range(1, 100).Select(i => (decimal)i));
        await Eventually.HoldsAsync(() => subscription.Position == ids[^1], "the position");
    }

    [Fact]
    public async Task Subscribe_After_ReceivesTheRest()
    {
        EventId[] ids = await _harness.PublishAsync(0, 600);
        await using IEventSubscription subscription = await _harness.SubscribeAsync(new SubscribeOptions { After = ids[9] });
        EventId live = (await _harness.PublishAsync(600))[0];

        await _harness.ReceivesAsync(591);
        _harness.Received.Select(e => e.Id).ShouldBe([.. ids[10..], live]);
    }

    [Fact]
    public async Task Subscribe_Since_ReceivesLaterEvents()
    {
        await _harness.PublishAsync(0, 3);
        DateTimeOffset since = _harness.Clock.GetUtcNow();
        _harness.Clock.Advance(TimeSpan.FromSeconds(1));
        EventId[] later = await _harness.PublishAsync(3, 3);
        await using IEventSubscription subscription = await _harness.SubscribeAsync(new SubscribeOptions { Since = since });

        await _harness.ReceivesAsync(3);
        _harness.Received.Select(e => e.Id).ShouldBe(later);
    }

    [Fact]
    public async Task Subscribe_AfterAPositionThatIsNone_IsToldAndGoesOn()
    {
        var gaps = new ConcurrentQueue<string>();
        await using IEventSubscription subscription = await _harness.SubscribeAsync(new SubscribeOptions { After = new EventId(1, 2, 3), OnGap = gaps.Enqueue });
        await _harness.PublishAsync(1);

        await _harness.ReceivesAsync(1);
        gaps.ShouldBe([GapReason.StreamRestarted]);
    }

    [Fact]
    public async Task Subscribe_OtherEventsOfTheChannel_AreNotReceivedAndMoveThePosition()
    {
        await using IEventSubscription subscription = await _harness.SubscribeAsync();
        EventId other = (await _harness.PublishAsync(1, name: "orders:created"))[0];

        await Eventually.HoldsAsync(
            () =>
            {
                _harness.Clock.Advance(_harness.Options.Fanout.KeepAlive);
                return subscription.Position == other;
            },
            "the position");
        _harness.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_SlowHandler_FallsOutOfTheWindowAndMissesNothing()
    {
        var go = new TaskCompletionSource();
        await using IEventSubscription subscription = await _harness.SubscribeAsync(handler: async (e, _) =>
        {
            await go.Task;
            _harness.Received.Enqueue(e);
        });
        EventId[] ids = await _harness.PublishAsync(0, 1000);
        go.SetResult();

        await _harness.ReceivesAsync(1000);
        _harness.Received.Select(e => e.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Subscribe_HandlerBlocks_OtherSubscribersAreServed()
    {
        using var blocked = new ManualResetEventSlim();
        await using IEventSubscription blocking = await _harness.SubscribeAsync(handler: (_, _) =>
        {
            blocked.Wait();
            return default;
        });
        await using IEventSubscription other = await _harness.SubscribeAsync();
        try
        {
            await _harness.PublishAsync(0, 5);
            await _harness.ReceivesAsync(5);
        }
        finally
        {
            blocked.Set();
        }
    }

    [Fact]
    public async Task Completion_HandlerThrows_IsFaultedWithItAndNothingElseIsHandled()
    {
        int calls = 0;
        IEventSubscription subscription = await _harness.SubscribeAsync(handler: (_, _) =>
        {
            calls++;
            throw new FormatException("The handler's.");
        });
        await _harness.PublishAsync(0, 5);

        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(() => subscription.Completion.WaitAsync(Eventually.Limit));
        error.InnerException.ShouldBeOfType<FormatException>();
        calls.ShouldBe(1);
        _harness.Hub.SessionCount.ShouldBe(0);
    }

    [Fact]
    public async Task Completion_HandlerHangs_IsCancelledAndFaultedAsTooSlow()
    {
        IEventSubscription subscription = await _harness.SubscribeAsync(handler: async (_, token) =>
        {
            var cancelled = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
            await cancelled.Task;
        });
        await _harness.PublishAsync(0);

        await Eventually.HoldsAsync(
            () =>
            {
                _harness.Clock.Advance(_harness.Options.Fanout.KeepAlive);
                return subscription.Completion.IsCompleted;
            },
            "the end");
        (await Should.ThrowAsync<PubSubException>(() => subscription.Completion)).Code.ShouldBe(SessionEnd.TooSlow.Code);
    }

    [Fact]
    public async Task Subscribe_EachCallTakesLongButNoneTooLong_IsNotCut()
    {
        var go = new TaskCompletionSource();
        await using IEventSubscription subscription = await _harness.SubscribeAsync(handler: async (e, _) =>
        {
            await go.Task;
            _harness.Clock.Advance(_harness.Options.Fanout.StalledStreamTimeout * 0.7);
            _harness.Received.Enqueue(e);
        });
        await _harness.PublishAsync(0, 10);
        go.SetResult();

        await _harness.ReceivesAsync(10);
        subscription.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_HandlerRuns_WaitsForItAndHandlesNothingAfter()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        int calls = 0;
        IEventSubscription subscription = await _harness.SubscribeAsync(handler: async (_, _) =>
        {
            calls++;
            entered.TrySetResult();
            await leave.Task;
        });
        await _harness.PublishAsync(0, 5);
        await entered.Task.WaitAsync(Eventually.Limit);
        Task disposing = subscription.DisposeAsync().AsTask();
        disposing.IsCompleted.ShouldBeFalse();
        leave.SetResult();

        await disposing.WaitAsync(Eventually.Limit);
        await subscription.Completion.WaitAsync(Eventually.Limit);
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_WithinTheHandler_EndsAfterIt()
    {
        var known = new TaskCompletionSource<IEventSubscription>();
        int calls = 0;
        IEventSubscription subscription = await _harness.SubscribeAsync(handler: async (_, _) =>
        {
            calls++;
            await (await known.Task).DisposeAsync();
        });
        known.SetResult(subscription);
        await _harness.PublishAsync(0, 5);

        await subscription.Completion.WaitAsync(Eventually.Limit);
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Subscribe_ParametricChannelWithoutARecord_IsRefused() =>
        (await Should.ThrowAsync<PubSubException>(async () => await _harness.Subscriber.SubscribeAsync<ChatMessage>((_, _) => default, null, CancellationToken.None)))
            .Code.ShouldBe(ErrorCode.InvalidChannel);

    [Fact]
    public async Task Subscribe_NoEventOfTheCatalogue_IsRefused() =>
        (await Should.ThrowAsync<PubSubException>(async () => await _harness.Subscriber.SubscribeAsync<string>((_, _) => default, null, CancellationToken.None)))
            .Code.ShouldBe(ErrorCode.UnknownEvent);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}
