using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>Publishing and receiving: order, ids, bytes, subscriptions.</summary>
public abstract class DeliveryConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IAdapterFixture, new()
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_Several_ReachTheSinkInOrderUnderTheirIds(bool kept)
    {
        await SubscribeAsync(Orders);
        EventId[] ids = await PublishAsync(100, kept ? Kept : Ephemeral);

        (await Sink.ReceivesAsync(Orders, 100)).Select(e => e.Id).ShouldBe(ids);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_Several_IdsRiseInOneEpochAndSortAsStrings(bool kept)
    {
        EventId[] ids = await PublishAsync(100, kept ? Kept : Ephemeral);

        for (int i = 1; i < ids.Length; i++) ids[i].IsAfter(ids[i - 1]).ShouldBeTrue();
        ids.Select(id => id.ToString()).ShouldBe(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Publish_OneEvent_TimeIsTheOrderersClock()
    {
        await ElapseAsync(0.1);
        DateTimeOffset before = await Fixture.NowAsync();
        EventId id = await PublishAsync("1", Kept);
        DateTimeOffset after = await Fixture.NowAsync();

        id.UnixMilliseconds.ShouldBeInRange(before.ToUnixTimeMilliseconds(), after.ToUnixTimeMilliseconds());
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(8000)]
    [InlineData(65_536)]
    [InlineData(262_144)]
    public async Task Publish_PayloadOfAnySize_ArrivesByteForByte(int bytes)
    {
        await SubscribeAsync(Orders);
        EventBody sent = Body(bytes == 1 ? "1" : $"\"{new string('x', bytes - 2)}\"");
        EventId id = await Adapter.PublishAsync(Orders, sent, Kept, CancellationToken.None);

        ShouldBe((await Sink.ReceivesAsync(Orders, 1))[0], id, sent);
        if (Adapter.History is not null) ShouldBe((await ReadAsync(HistoryPosition.Oldest)).Events[0], id, sent);
    }

    [SkippableFact]
    public async Task Publish_UnicodeEscapesAndMeta_ArriveByteForByte()
    {
        await SubscribeAsync(Orders);
        EventBody sent = EventBodyBuilder.Build(
            "orders:ingested", Orders, """{"a":"Zoë 😀 \u0000\r\n\"\\ <&>","b":1.50,"c":1e+10,"d":null}"""u8, new EventMeta { Version = 1, Source = "tést" });
        EventId id = await Adapter.PublishAsync(Orders, sent, Kept, CancellationToken.None);

        ShouldBe((await Sink.ReceivesAsync(Orders, 1))[0], id, sent);
    }

    [SkippableTheory]
    [InlineData("chat:room%201")]
    [InlineData("chat:Zo%C3%AB")]
    [InlineData("chat:%F0%9F%98%80:%2A%3F%5B%5D")]
    [InlineData("a:b:c:d:e:f")]
    [InlineData("-")]
    [InlineData("_:%7B%7D%20%3E%23%24.")]
    public async Task Publish_AnyAddress_IsItsOwnChannel(string address)
    {
        if (!ChannelName.TryParse(address.TrimEnd('.'), out ChannelName channel)) throw new ArgumentException(address);
        await SubscribeAsync(channel);
        await SubscribeAsync(Orders);
        EventId id = await Adapter.PublishAsync(channel, Body("1", channel.Value), Kept, CancellationToken.None);

        (await Sink.ReceivesAsync(channel, 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
        Sink.On(Orders).ShouldBeEmpty();
        if (Adapter.History is { } history)
        {
            (await ReadAllAsync(history, channel, HistoryPosition.Oldest)).ShouldBe([id]);
            (await ReadAsync(HistoryPosition.Oldest)).Events.ShouldBeEmpty();
        }
    }

    [SkippableFact]
    public async Task Publish_NotSubscribed_ReachesNobody()
    {
        await SubscribeAsync(Chat);
        await PublishAsync("1", Kept);
        await Adapter.PublishAsync(Chat, Body("1", Chat.Value), Ephemeral, CancellationToken.None);

        await Sink.ReceivesAsync(Chat, 1);
        Sink.On(Orders).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Unsubscribe_ThenSubscribe_ReceivesOnlyWhileSubscribed()
    {
        await SubscribeAsync(Orders);
        EventId first = await PublishAsync("1", Kept);
        await Sink.ReceivesAsync(Orders, 1);
        await Adapter.UnsubscribeAsync(Orders, CancellationToken.None);
        EventId second = await PublishAsync("2", Kept);
        await SubscribeAsync(Orders);
        EventId third = await PublishAsync("3", Kept);

        await Eventually.HoldsAsync(() => Sink.On(Orders).Any(e => e.Id == third));
        // Who reads a log that channels share may still have the second before it when the subscription returns.
        IEnumerable<EventId> received = Sink.On(Orders).Select(e => e.Id);
        (Adapter.History is { HasContiguousOffsets: false } ? received.Where(id => id != second) : received).ShouldBe([first, third]);
    }

    [SkippableFact]
    public async Task Subscribe_Twice_ReceivesOnce()
    {
        await SubscribeAsync(Orders);
        await SubscribeAsync(Orders);
        EventId[] ids = await PublishAsync(3, Kept);

        (await Sink.ReceivesAsync(Orders, 3)).Select(e => e.Id).ShouldBe(ids);
    }

    [SkippableFact]
    public async Task Unsubscribe_NeverSubscribed_DoesNothing() => await Adapter.UnsubscribeAsync(Orders, CancellationToken.None);

    [SkippableFact]
    public async Task Publish_ManyAtOnce_NoGapAndTheSinkSeesTheOrderOfHistory()
    {
        const int Publishers = 16, Each = 1_000;
        ChannelName[] channels = [.. Enumerable.Range(0, 4).Select(i => ChannelName.Parse($"busy:{i}"))];
        foreach (ChannelName channel in channels) await SubscribeAsync(channel);
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                ChannelName channel = channels[(publisher + i) % channels.Length];
                await Adapter.PublishAsync(channel, Body($$"""{"p":{{publisher}},"i":{{i}}}""", channel.Value), Kept, CancellationToken.None);
            }
        })));

        foreach (ChannelName channel in channels)
        {
            ChannelEvent[] received = await Sink.ReceivesAsync(channel, Publishers * Each / channels.Length);
            for (int i = 1; i < received.Length; i++) received[i].Id.IsAfter(received[i - 1].Id).ShouldBeTrue();
            if (Adapter.History is not { } history) continue;
            (await ReadAllAsync(history, channel, HistoryPosition.Oldest)).ShouldBe(received.Select(e => e.Id));
            if (history.HasContiguousOffsets) (received[^1].Id.Offset - received[0].Id.Offset).ShouldBe(received.Length - 1);
        }
    }

    private static void ShouldBe(ChannelEvent received, EventId id, EventBody sent)
    {
        received.Id.ShouldBe(id);
        received.Body.Name.ShouldBe(sent.Name);
        received.Body.Json.Span.SequenceEqual(sent.Json.Span).ShouldBeTrue();
    }
}
