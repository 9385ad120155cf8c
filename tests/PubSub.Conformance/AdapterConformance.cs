using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.Conformance;

/// <summary>What every part of the suite starts from: a fixture of its own for each test, with one node started.</summary>
public abstract class AdapterConformance<TFixture> : IAsyncLifetime
    where TFixture : IAdapterFixture, new()
{
    private readonly List<IEventAdapter> _nodes = [];

    /// <summary>A channel with history that keeps all that a test publishes.</summary>
    protected static PublishOptions Kept { get; } = new(new ChannelRetention(TimeSpan.FromHours(1), null));

    protected static PublishOptions Ephemeral { get; }

    protected static ChannelName Orders { get; } = ChannelName.Parse("orders");

    protected static ChannelName Chat { get; } = ChannelName.Parse("chat:room%201");

    protected TFixture Fixture { get; } = new();

    protected IEventAdapter Adapter { get; private set; } = null!;

    protected RecordingSink Sink { get; } = new();

    protected IEventHistory History => Adapter.History ?? throw new InvalidOperationException($"{Adapter.Name} has no history: leave this part of the suite out of its pairing.");

    public virtual async Task InitializeAsync()
    {
        await Fixture.StartAsync();
        Adapter = await StartNodeAsync(Sink);
    }

    public async Task DisposeAsync()
    {
        foreach (IEventAdapter node in _nodes) await node.DisposeAsync();
        await Fixture.DisposeAsync();
    }

    protected static EventBody Body(string payload, string channel = "orders") =>
        EventBodyBuilder.Build("orders:ingested", ChannelName.Parse(channel), Encoding.UTF8.GetBytes(payload), null);

    protected async Task<IEventAdapter> StartNodeAsync(IEventSink sink)
    {
        IEventAdapter node = await Fixture.CreateNodeAsync();
        _nodes.Add(node);
        await node.StartAsync(sink, CancellationToken.None);
        return node;
    }

    protected ValueTask<EventId> PublishAsync(string payload, PublishOptions options) => Adapter.PublishAsync(Orders, Body(payload), options, CancellationToken.None);

    protected async Task<EventId[]> PublishAsync(int count, PublishOptions options)
    {
        var ids = new EventId[count];
        for (int i = 0; i < count; i++) ids[i] = await PublishAsync($$"""{"n":{{i}}}""", options);
        return ids;
    }

    protected ValueTask SubscribeAsync(ChannelName channel) => Adapter.SubscribeAsync(channel, CancellationToken.None);

    protected ValueTask<HistoryPage> ReadAsync(EventId after, int limit = 1000) => ReadAsync(HistoryPosition.After(after), limit);

    protected ValueTask<HistoryPage> ReadAsync(HistoryPosition after, int limit = 1000) => ReadAsync(after, new ReadOptions(limit));

    protected ValueTask<HistoryPage> ReadAsync(HistoryPosition after, ReadOptions options) => History.ReadAfterAsync(Orders, after, options, CancellationToken.None);

    protected ValueTask<EventId> TopAsync() => History.GetTopAsync(Orders, CancellationToken.None);

    /// <summary>Everything after a position, page by page; it must be complete.</summary>
    protected static async Task<EventId[]> ReadAllAsync(IEventHistory history, ChannelName channel, HistoryPosition after)
    {
        var all = new List<EventId>();
        HistoryPage page;
        do
        {
            page = await history.ReadAfterAsync(channel, after, new ReadOptions(1000), CancellationToken.None);
            page.Truncated.ShouldBeFalse();
            all.AddRange(page.Events.Select(e => e.Id));
            after = HistoryPosition.After(page.Events.Count > 0 ? all[^1] : page.Start);
        }
        while (page.HasMore);

        return [.. all];
    }

    /// <summary>That many of the fixture's units of time.</summary>
    protected TimeSpan Units(double count) => Fixture.Unit * count;

    protected ValueTask ElapseAsync(double units) => Fixture.ElapseAsync(Units(units));
}
