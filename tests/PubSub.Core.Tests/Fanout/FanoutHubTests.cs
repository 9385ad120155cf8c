using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

public class FanoutHubTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task Prepare_OpenFails_LeavesNothingAndTheNextAttemptWorks()
    {
        await using var harness = new HubHarness();
        harness.Broker.Failure = new BrokerUnavailableException("Away.");
        PubSubException refused = await Should.ThrowAsync<PubSubException>(() => harness.AttachAsync());
        harness.Broker.Failure = null;
        refused.Code.ShouldBe(ErrorCode.BrokerUnavailable);
        harness.Hub.SessionCount.ShouldBe(0);
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders);

        await session.SeesAsync(1);
    }

    [Fact]
    public async Task Prepare_TopCannotBeRead_EndsTheSubscriptionThatCameAbout()
    {
        await using var harness = new HubHarness();
        harness.Broker.BeforeTopAnswered = () => throw new BrokerUnavailableException("Away.");
        await Should.ThrowAsync<PubSubException>(() => harness.AttachAsync());

        await Eventually.HoldsAsync(() => harness.Broker.Unsubscribes == 1 && harness.Hub.ChannelCount == 0, "the channel given up");
    }

    [Fact]
    public async Task Prepare_SubscriptionIsNeverConfirmed_FailsInTime()
    {
        await using var harness = new HubHarness();
        harness.Broker.BeforeSubscribed = () => new TaskCompletionSource().Task;
        Task<RecordingSession> attaching = harness.AttachAsync();

        await harness.PassTimeUntilAsync(() => attaching.IsCompleted, "the refusal");
        (await Should.ThrowAsync<PubSubException>(() => attaching)).Code.ShouldBe(ErrorCode.BrokerUnavailable);
    }

    [Fact]
    public async Task Prepare_SeveralChannels_AreOpenedAtTheSameTime()
    {
        await using var harness = new HubHarness();
        var all = new TaskCompletionSource();
        harness.Broker.BeforeSubscribed = () =>
        {
            if (harness.Broker.Subscribes == 3) all.SetResult();
            return all.Task;
        };

        await harness.AttachAsync(HubHarness.Request(s_orders), HubHarness.Request(HubHarness.Ledger), HubHarness.Request(HubHarness.Chat)).WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task Prepare_OpeningFailedAfterItsCallerHadGone_NextAttemptOpensAnew()
    {
        await using var harness = new HubHarness();
        var subscribed = new TaskCompletionSource();
        harness.Broker.BeforeSubscribed = () => subscribed.Task;
        using var gone = new CancellationTokenSource();
        Task<Subscription[]> first = harness.Hub.PrepareAsync([HubHarness.Request(s_orders)], gone.Token).AsTask();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        harness.Broker.BeforeSubscribed = null;
        subscribed.SetException(new BrokerUnavailableException("Away."));
        await Eventually.HoldsAsync(() => harness.Hub.ChannelCount == 0, "the channel given up");

        await harness.AttachAsync();
        harness.Broker.Subscribes.ShouldBe(2);
    }

    [Fact]
    public async Task Prepare_AtTheLimit_IsRefused()
    {
        await using var harness = new HubHarness(o => o.Fanout.MaxSessions = 1);
        RecordingSession only = await harness.AttachAsync();

        (await Should.ThrowAsync<PubSubException>(() => harness.AttachAsync())).Code.ShouldBe(ErrorCode.TooManyConnections);
        await harness.EndAsync(only);
        await harness.AttachAsync();
    }

    [Fact]
    public async Task Prepare_ManyAtOnce_SubscribeOnce()
    {
        await using var harness = new HubHarness();
        var confirmed = new TaskCompletionSource();
        harness.Broker.BeforeSubscribed = () => confirmed.Task;
        Task<RecordingSession>[] attaching = [.. Enumerable.Range(0, 50).Select(_ => harness.AttachAsync())];
        confirmed.SetResult();
        await Task.WhenAll(attaching);

        harness.Broker.Subscribes.ShouldBe(1);
        harness.Hub.ChannelCount.ShouldBe(1);
    }

    [Fact]
    public async Task Idle_ForItsLifetime_IsClosedAndUnsubscribedAndOpensAgain()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        harness.Broker.Publish(s_orders, 5);
        await session.SeesAsync(5);
        await harness.EndAsync(session);
        harness.Clock.Advance(harness.Options.Fanout.IdleChannelLifetime / 2);
        harness.Hub.ChannelCount.ShouldBe(1);
        harness.Clock.Advance(harness.Options.Fanout.IdleChannelLifetime);
        await Eventually.HoldsAsync(() => harness.Hub.ChannelCount == 0, "the channel closed");
        harness.Broker.Unsubscribes.ShouldBe(1);
        harness.Hub.WindowBytes.ShouldBe(0);

        RecordingSession again = await harness.AttachAsync(SubscribeFrom.After(session.Ids[2]));
        await again.SeesAsync(2);
        harness.Broker.Subscribes.ShouldBe(2);
    }

    [Fact]
    public async Task Idle_ReconnectWithinItsLifetime_FindsTheWindow()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(HubHarness.Chat));
        harness.Broker.Publish(HubHarness.Chat, 3);
        await session.SeesAsync(3);
        await harness.EndAsync(session);
        harness.Broker.Publish(HubHarness.Chat, 2);
        RecordingSession again = await harness.AttachAsync(HubHarness.Request(HubHarness.Chat, SubscribeFrom.After(session.Ids[^1])));

        await again.SeesAsync(2);
        again.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Idle_ClosedWhileOthersAttach_EveryOneIsServed()
    {
        await using var harness = new HubHarness(o => o.Fanout.IdleChannelLifetime = TimeSpan.Zero);
        for (int round = 0; round < 50; round++)
        {
            Task<RecordingSession>[] attaching = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => harness.AttachAsync()))];
            harness.Clock.Advance(TimeSpan.FromMilliseconds(50));
            RecordingSession[] sessions = await Task.WhenAll(attaching).WaitAsync(Eventually.Limit);
            harness.Broker.Publish(s_orders);
            foreach (RecordingSession session in sessions)
            {
                await session.SeesAsync(1);
                session.Gaps.ShouldBeEmpty();
                await harness.EndAsync(session);
            }
        }
    }

    [Fact]
    public async Task KeepAlive_QuietStream_ComesOnceInAPeriod()
    {
        await using var harness = new HubHarness();
        RecordingSession[] sessions = new RecordingSession[40];
        for (int i = 0; i < sessions.Length; i++) sessions[i] = await harness.AttachAsync();
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive * 3);

        foreach (RecordingSession session in sessions) session.Lines.Count(l => l == "keep-alive").ShouldBe(3);
    }

    [Fact]
    public async Task CloseAll_Draining_EndsEverySession()
    {
        await using var harness = new HubHarness();
        RecordingSession[] sessions = [await harness.AttachAsync(), await harness.AttachAsync(HubHarness.Request(HubHarness.Chat))];
        harness.Hub.CloseAll(SessionEnd.Draining);

        foreach (RecordingSession session in sessions)
        {
            await session.Completion.WaitAsync(Eventually.Limit);
            session.Lines.ShouldBe(["ready", "end DRAINING"]);
        }

        harness.Hub.SessionCount.ShouldBe(0);
    }

    [Fact]
    public async Task Publish_MoreSessionsThanOneThreadWalks_EachSeesEveryEventInOrder()
    {
        await using var harness = new HubHarness();
        var sessions = new RecordingSession[1000];
        for (int i = 0; i < sessions.Length; i++) sessions[i] = await harness.AttachAsync();
        var published = new List<EventId>();
        for (int i = 0; i < 50; i++)
        {
            published.AddRange(harness.Broker.Publish(s_orders, 4));
            await Task.Yield();
        }

        foreach (RecordingSession session in sessions)
        {
            await session.SeesAsync(published.Count);
            session.Ids.ShouldBe(published);
            session.SawTwoWriters.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Release_MoreIdleChannelsThanAreKept_ClosesThemAtOnce()
    {
        await using var harness = new HubHarness(o => o.Fanout.MaxIdleChannels = 2);
        for (int i = 0; i < 10; i++)
            await harness.EndAsync(await harness.AttachAsync(HubHarness.Request(ChannelName.Parse($"chat:room-{i}"))));

        await Eventually.HoldsAsync(() => harness.Hub.ChannelCount == 2, "two channels");
    }

    [Fact]
    public async Task Attach_IdleChannelIsUsedAgain_IsNoLongerCountedAsIdle()
    {
        await using var harness = new HubHarness(o => o.Fanout.MaxIdleChannels = 1);
        SubscribeRequest first = HubHarness.Request(ChannelName.Parse("chat:first"));
        await harness.EndAsync(await harness.AttachAsync(first));
        RecordingSession again = await harness.AttachAsync(first);
        await harness.EndAsync(await harness.AttachAsync(HubHarness.Request(ChannelName.Parse("chat:second"))));

        harness.Hub.ChannelCount.ShouldBe(2);
        again.Completion.IsCompleted.ShouldBeFalse();
    }
}
