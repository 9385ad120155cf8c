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

    /// <summary>What every call throws, or null.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Whether reads of history never end.</summary>
    public bool Frozen { get; set; }

    /// <summary>What the health check answers.</summary>
    public Func<CancellationToken, ValueTask<AdapterHealth>> Health { get; set; } = _ => ValueTask.FromResult(new AdapterHealth(true));

    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken) => _inner.StartAsync(sink, cancellationToken);

    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => _inner.SubscribeAsync(channel, cancellationToken);

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => _inner.UnsubscribeAsync(channel, cancellationToken);

    public ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken) =>
        Fault is null ? _inner.PublishAsync(channel, body, options, cancellationToken) : throw Fault;

    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => Health(cancellationToken);

    public ValueTask<EventId> GetTopAsync(ChannelName channel, CancellationToken cancellationToken) => _inner.GetTopAsync(channel, cancellationToken);

    public ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, int limit, CancellationToken cancellationToken) =>
        Fault is not null ? throw Fault
        : Frozen ? new ValueTask<HistoryPage>(new TaskCompletionSource<HistoryPage>().Task)
        : _inner.ReadAfterAsync(channel, after, limit, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
