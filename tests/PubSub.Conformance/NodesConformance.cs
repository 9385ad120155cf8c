using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Conformance;

/// <summary>Two nodes of one system: the same events, under the same ids, in the same order.</summary>
public abstract class NodesConformance<TFixture> : AdapterConformance<TFixture>
    where TFixture : IRunsSeveralNodes, new()
{
    private readonly RecordingSink _otherSink = new();
    private IEventAdapter _other = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _other = await StartNodeAsync(_otherSink);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_OnOneNode_ReachesTheOtherUnderTheSameIds(bool kept)
    {
        await _other.SubscribeAsync(Orders, CancellationToken.None);
        EventId[] ids = await PublishAsync(100, kept ? Kept : Ephemeral);

        (await _otherSink.ReceivesAsync(Orders, 100)).Select(e => e.Id).ShouldBe(ids);
        Sink.On(Orders).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Publish_FromBothNodesAtOnce_BothSeeTheOrderOfHistory()
    {
        const int Each = 500;
        await SubscribeAsync(Orders);
        await _other.SubscribeAsync(Orders, CancellationToken.None);
        await Task.WhenAll(new[] { Adapter, _other }.Select(node => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++) await node.PublishAsync(Orders, Body($"{i}"), Kept, CancellationToken.None);
        })));

        EventId[] seen = [.. (await Sink.ReceivesAsync(Orders, 2 * Each)).Select(e => e.Id)];
        for (int i = 1; i < seen.Length; i++) seen[i].IsAfter(seen[i - 1]).ShouldBeTrue();
        (await _otherSink.ReceivesAsync(Orders, 2 * Each)).Select(e => e.Id).ShouldBe(seen);
        if (_other.History is { } history) (await ReadAllAsync(history, Orders, HistoryPosition.Oldest)).ShouldBe(seen);
    }

    [SkippableFact]
    public async Task GetTop_OnAnotherNode_IsAPositionOnThisOne()
    {
        if (_other.History is not { } history) return;
        EventId empty = await history.GetTopAsync(Orders, CancellationToken.None);
        EventId[] ids = await PublishAsync(3, Kept);

        (await ReadAllAsync(History, Orders, HistoryPosition.After(empty))).ShouldBe(ids);
        (await ReadAllAsync(history, Orders, HistoryPosition.After(ids[0]))).ShouldBe(ids[1..]);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_OneKeyOnBothNodes_IsOneEventWhereTheAdapterDeduplicates(bool kept)
    {
        PublishOptions keyed = (kept ? Kept : Ephemeral) with { DedupKey = "k", DedupLifetime = TimeSpan.FromMinutes(10) };
        EventId first = await PublishAsync("1", keyed);
        EventId second = await _other.PublishAsync(Orders, Body("1"), keyed, CancellationToken.None);

        (second == first).ShouldBe(Adapter.Deduplicates);
    }

    [SkippableFact]
    public async Task Dispose_OneNode_TheOtherGoesOn()
    {
        await _other.SubscribeAsync(Orders, CancellationToken.None);
        await PublishAsync("1", Kept);
        await _otherSink.ReceivesAsync(Orders, 1);
        await Adapter.DisposeAsync();
        EventId id = await _other.PublishAsync(Orders, Body("2"), Kept, CancellationToken.None);

        (await _otherSink.ReceivesAsync(Orders, 2))[1].Id.ShouldBe(id);
    }
}
