using System.Collections.Concurrent;
using Collab.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Orders.Events;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.InMemory;
using PubSub.Core.Subscribing;
using PubSub.Core.Tests.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Subscribing;

/// <summary>In-process subscribers over the in-memory adapter, with a small window.</summary>
internal sealed class SubscriberHarness : IAsyncDisposable
{
    private static readonly EventCatalog s_catalog = EventCatalog.FromAssemblies(typeof(OrderCreated).Assembly, typeof(ChatMessage).Assembly);

    private readonly InMemoryAdapter _adapter;

    public SubscriberHarness()
    {
        Options.Fanout.WindowEvents = 16;
        _adapter = new InMemoryAdapter(new InMemoryOptions(), Clock);
        Hub = new FanoutHub(_adapter, Options, Clock, NullLogger<FanoutHub>.Instance);
        _adapter.StartAsync(Hub, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Subscriber = new EventSubscriber(s_catalog, Hub, Clock, NullLogger<EventSubscriber>.Instance);
    }

    public ManualTimeProvider Clock { get; } = new();

    public PubSubOptions Options { get; } = new();

    public FanoutHub Hub { get; }

    public EventSubscriber Subscriber { get; }

    /// <summary>What subscribers without a handler of their own received.</summary>
    public ConcurrentQueue<EventEnvelope<OrderIngested>> Received { get; } = new();

    public ValueTask<IEventSubscription> SubscribeAsync(
        SubscribeOptions? options = null, Func<EventEnvelope<OrderIngested>, CancellationToken, ValueTask>? handler = null) =>
        Subscriber.SubscribeAsync(handler ?? Keep, options, CancellationToken.None);

    public Task ReceivesAsync(int count) => Eventually.HoldsAsync(() => Received.Count >= count, $"{count} events");

    /// <summary>Publishes orders whose totals count up.</summary>
    public async Task<EventId[]> PublishAsync(int first, int count = 1, string name = "orders:ingested")
    {
        var ids = new EventId[count];
        for (int i = 0; i < count; i++)
        {
            EventBody body = TestBody.Of(HubHarness.Orders, $$"""{"orderId":"o","total":{{first + i}}}""", name);
            ids[i] = await _adapter.PublishAsync(HubHarness.Orders, body, new PublishOptions(new ChannelRetention(TimeSpan.FromHours(1), null)), CancellationToken.None);
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await _adapter.DisposeAsync();
    }

    private ValueTask Keep(EventEnvelope<OrderIngested> received, CancellationToken cancellationToken)
    {
        Received.Enqueue(received);
        return default;
    }
}
