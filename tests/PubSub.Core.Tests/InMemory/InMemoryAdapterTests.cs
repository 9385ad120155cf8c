using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.InMemory;
using PubSub.Core.Tests.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.InMemory;

/// <summary>What is the in-memory adapter's own; the rest is in the conformance suite.</summary>
public class InMemoryAdapterTests
{
    private static readonly ChannelName s_orders = HubHarness.Orders;
    private static readonly PublishOptions s_kept = new(new ChannelRetention(TimeSpan.FromMinutes(1), null));

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Sweep_QuietForTheChannelsLifetime_ForgetsItAndOldPositionsAreNone()
    {
        InMemoryAdapter adapter = await StartAsync();
        EventId genesis = await adapter.GetTopAsync(s_orders, CancellationToken.None);
        EventId id = await PublishAsync(adapter, s_orders);
        _clock.Advance(TimeSpan.FromDays(8));
        EventId next = await PublishAsync(adapter, s_orders);

        foreach (EventId old in new[] { genesis, id })
            (await adapter.ReadAfterAsync(s_orders, HistoryPosition.After(old), new ReadOptions(10), CancellationToken.None)).Truncated.ShouldBeTrue();
        next.ShouldNotBe(id);
    }

    [Fact]
    public async Task Publish_MoreChannelsThanAreKept_ForgetsQuietOnesAndTellsTheirReaders()
    {
        InMemoryAdapter adapter = await StartAsync(new InMemoryOptions { MaxChannels = 64 });
        var ids = new Dictionary<ChannelName, EventId>();
        for (int i = 0; i < 1000; i++)
        {
            ChannelName channel = ChannelName.Parse($"c:{i}");
            ids[channel] = await PublishAsync(adapter, channel);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        int kept = 0;
        foreach ((ChannelName channel, EventId id) in ids)
        {
            HistoryPage page = await adapter.ReadAfterAsync(channel, HistoryPosition.After(id), new ReadOptions(10), CancellationToken.None);
            if (!page.Truncated) kept++;
        }

        kept.ShouldBeInRange(1, 64);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(250, 2)]
    [InlineData(300, 3)]
    [InlineData(int.MaxValue, 3)]
    public async Task ReadAfter_Bytes_EndThePage(int bytes, int expected)
    {
        InMemoryAdapter adapter = await StartAsync();
        EventBody body = TestBody.Numbered(s_orders, 1, padding: 100 - TestBody.Numbered(s_orders, 1).Json.Length - ""","pad":"" """.Length + 1);
        body.Json.Length.ShouldBe(100);
        for (int i = 0; i < 3; i++) await adapter.PublishAsync(s_orders, body, s_kept, CancellationToken.None);

        HistoryPage page = await adapter.ReadAfterAsync(s_orders, HistoryPosition.Oldest, new ReadOptions(10, bytes), CancellationToken.None);
        page.Events.Count.ShouldBe(expected);
        page.HasMore.ShouldBe(expected < 3);
    }

    [Fact]
    public async Task ReadAfter_ContractKeepsLessNow_CountsTheRestAsTrimmed()
    {
        InMemoryAdapter adapter = await StartAsync();
        for (int i = 0; i < 3; i++) await PublishAsync(adapter, s_orders);

        var options = new ReadOptions(10, Retention: new ChannelRetention(null, 1));
        HistoryPage page = await adapter.ReadAfterAsync(s_orders, HistoryPosition.Oldest, options, CancellationToken.None);
        page.Events.ShouldHaveSingleItem().Id.Offset.ShouldBe(3);
        page.Truncated.ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_MoreDedupKeysThanAreKept_ForgetsTheOldestFirst()
    {
        InMemoryAdapter adapter = await StartAsync(new InMemoryOptions { MaxDedupKeys = 64 * 4 });
        EventId first = await KeyedAsync(0);
        for (int i = 1; i <= 4; i++) await KeyedAsync(i);

        (await KeyedAsync(4)).Offset.ShouldBe(5);
        (await KeyedAsync(0)).ShouldNotBe(first);

        ValueTask<EventId> KeyedAsync(int key) => adapter.PublishAsync(
            s_orders, TestBody.Numbered(s_orders, key), s_kept with { DedupKey = $"k{key}", DedupLifetime = TimeSpan.FromHours(1) }, CancellationToken.None);
    }

    [Fact]
    public async Task Publish_NotStarted_IsRefused()
    {
        var adapter = new InMemoryAdapter(new InMemoryOptions(), _clock);

        await Should.ThrowAsync<InvalidOperationException>(async () => await PublishAsync(adapter, s_orders));
    }

    private static ValueTask<EventId> PublishAsync(InMemoryAdapter adapter, ChannelName channel) =>
        adapter.PublishAsync(channel, TestBody.Numbered(channel, 1), s_kept, CancellationToken.None);

    private async Task<InMemoryAdapter> StartAsync(InMemoryOptions? options = null)
    {
        var adapter = new InMemoryAdapter(options ?? new InMemoryOptions(), _clock);
        await adapter.StartAsync(new SilentSink(), CancellationToken.None);
        return adapter;
    }
}
