using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.InMemory;

namespace PubSub.AspNetCore.Tests.Hosting;

/// <summary>The in-memory adapter, with a broker that a test can take away.</summary>
internal sealed class FaultyAdapter : IEventAdapter, IEventHistory
{
    private readonly InMemoryAdapter _inner = new(new InMemoryOptions(), TimeProvider.System);

    public string Name => "faulty";

    public IEventHistory History => this;

    public bool Deduplicates => true;

    public bool MayLoseSilently => false;

    public bool HasContiguousOffsets => true;

    /// <summary>What every call throws, or null.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Whether reads of history, subscriptions and publishes never end.</summary>
    public bool Frozen { get; set; }

    /// <summary>What the health check answers.</summary>
    public Func<CancellationToken, ValueTask<AdapterHealth>> Health { get; set; } = _ => ValueTask.FromResult(new AdapterHealth(true));

    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken) => _inner.StartAsync(sink, cancellationToken);

    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) =>
        Frozen ? new ValueTask(new TaskCompletionSource().Task) : _inner.SubscribeAsync(channel, cancellationToken);

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => _inner.UnsubscribeAsync(channel, cancellationToken);

    public ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken) =>
        Fault is not null ? throw Fault
        : Frozen ? new ValueTask<EventId>(new TaskCompletionSource<EventId>().Task)
        : _inner.PublishAsync(channel, body, options, cancellationToken);

    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => Health(cancellationToken);

    public ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken) => _inner.GetTopAsync(channel, cancellationToken);

    public ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken) =>
        Fault is not null ? throw Fault
        : Frozen ? new ValueTask<HistoryPage>(new TaskCompletionSource<HistoryPage>().Task)
        : _inner.ReadAfterAsync(channel, after, options, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
