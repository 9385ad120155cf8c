using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Publishing under a dedup key.</summary>
public abstract class DedupConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IDeduplicates, new()
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_KeySeenBefore_AnswersTheFirstIdAndPublishesNothing(bool kept)
    {
        PublishOptions keyed = Keyed(kept, "k");
        await SubscribeAsync(Orders);
        EventId first = await PublishAsync("1", keyed);
        (await PublishAsync("1", keyed)).ShouldBe(first);
        EventId other = await PublishAsync("2", Keyed(kept, "l"));

        (await Sink.ReceivesAsync(Orders, 2)).Select(e => e.Id).ShouldBe([first, other]);
        if (kept) (await ReadAsync(HistoryPosition.Oldest)).Events.Count.ShouldBe(2);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_OneKeyFromManyAtOnce_IsPublishedOnce(bool kept)
    {
        PublishOptions keyed = Keyed(kept, "k");
        await SubscribeAsync(Orders);
        EventId[] ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => PublishAsync("1", keyed).AsTask())));
        EventId last = await PublishAsync("2", Keyed(kept, "l"));

        ids.Distinct().ShouldHaveSingleItem();
        (await Sink.ReceivesAsync(Orders, 2)).Select(e => e.Id).ShouldBe([ids[0], last]);
    }

    [SkippableFact]
    public async Task Publish_OneKeyOnTwoChannels_IsTwoEvents()
    {
        EventId one = await PublishAsync("1", Keyed(true, "k"));
        EventId two = await Adapter.PublishAsync(Chat, Body("1", Chat.Value), Keyed(true, "k"), CancellationToken.None);

        two.ShouldNotBe(one);
    }

    [SkippableFact]
    public async Task Publish_KeyIsOver_PublishesAgain()
    {
        PublishOptions keyed = Keyed(true, "k") with { DedupLifetime = Units(1) };
        EventId first = await PublishAsync("1", keyed);
        (await PublishAsync("1", keyed)).ShouldBe(first);
        await ElapseAsync(1);

        (await PublishAsync("1", keyed)).IsAfter(first).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Publish_KeySeenBeforeButItsEventTrimmed_IsStillNotPublished()
    {
        PublishOptions keyed = Keyed(true, "k") with { Retention = new ChannelRetention(null, 1) };
        EventId first = await PublishAsync("1", keyed);
        EventId second = await PublishAsync("2", new PublishOptions(new ChannelRetention(null, 1)));

        (await PublishAsync("1", keyed)).ShouldBe(first);
        (await TopAsync()).ShouldBe(second);
    }

    private static PublishOptions Keyed(bool kept, string key) => (kept ? Kept : Ephemeral) with { DedupKey = key, DedupLifetime = TimeSpan.FromMinutes(10) };
}
