using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

/// <summary>How much of a channel's history a node holds for one reader.</summary>
public class HistoryPageTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;

    [Fact]
    public async Task Resume_ManyLargeEvents_ComeInPagesOfAMegabyte()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        for (int i = 0; i < 20; i++) harness.Broker[s_orders].Append(padding: 200_000);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));

        await session.SeesAsync(20);
        session.ShouldBeComplete(20);
        harness.Broker.Reads.ShouldBeGreaterThanOrEqualTo(4);
        harness.Broker.ReadOptions.ShouldAllBe(o => o.MaxBytes == 1 << 20);
    }

    [Fact]
    public async Task Resume_SeveralChannels_ShareTheBytes()
    {
        await using var harness = new HubHarness();
        SubscribeFrom start = SubscribeFrom.After(harness.Broker[s_orders].Top);
        harness.Broker[s_orders].Append();
        RecordingSession session = await harness.AttachAsync(HubHarness.Request(s_orders, start), HubHarness.Request(HubHarness.Chat));

        await session.SeesAsync(1);
        harness.Broker.ReadOptions.ShouldAllBe(o => o.MaxBytes == 1 << 19);
    }

    [Fact]
    public async Task Resume_EventLargerThanAPage_ComesAllTheSame()
    {
        await using var harness = new HubHarness();
        EventId start = harness.Broker[s_orders].Top;
        for (int i = 0; i < 3; i++) harness.Broker[s_orders].Append(padding: 2_000_000);
        RecordingSession session = await harness.AttachAsync(SubscribeFrom.After(start));

        await session.SeesAsync(3);
        session.ShouldBeComplete(3);
    }

    [Fact]
    public async Task Read_PassesWhatTheContractKeeps()
    {
        await using var harness = new HubHarness();
        SubscribeRequest request = HubHarness.Request(s_orders, SubscribeFrom.After(harness.Broker[s_orders].Top));
        harness.Broker[s_orders].Append();
        RecordingSession session = await harness.AttachAsync(request);

        await session.SeesAsync(1);
        harness.Broker.ReadOptions.ShouldAllBe(o => o.Retention == request.Definition.Retention);
    }

    [Fact]
    public void StoredPage_Taken_HoldsTheEventNoMore()
    {
        WeakReference body = TakeFirst(out StoredPage page);
        GC.Collect();

        body.IsAlive.ShouldBeFalse();
        page.IsEmpty.ShouldBeFalse();
    }

    // On a frame of its own, so that no local keeps the event.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference TakeFirst(out StoredPage page)
    {
        var first = new ChannelEvent(new EventId(1, 7, 1), TestBody.Numbered(s_orders, 1));
        var second = new ChannelEvent(new EventId(2, 7, 2), TestBody.Numbered(s_orders, 2));
        page = new StoredPage(new HistoryPage([first, second], default, second.Id, Truncated: false, HasMore: false));
        page.Take().Id.ShouldBe(first.Id);
        return new WeakReference(first.Body);
    }
}
