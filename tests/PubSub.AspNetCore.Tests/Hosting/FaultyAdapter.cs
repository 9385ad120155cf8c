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

    /// <summary>How many more reads of history are answered before they throw; null for all.</summary>
    public int? ReadsLeft { get; set; }

    /// <summary>Awaited before a read of history throws because there are none left.</summary>
    public Task MayFail { get; set; } = Task.CompletedTask;

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

    public async ValueTask<HistoryPage> ReadAfterAsync(ChannelName channel, HistoryPosition after, ReadOptions options, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        if (Frozen) await new TaskCompletionSource().Task;
        if (ReadsLeft is { } left)
        {
            ReadsLeft = left - 1;
            await (left > 0 ? Task.CompletedTask : MayFail);
            if (left <= 0) throw new BrokerUnavailableException("No more reads.");
        }

        return await _inner.ReadAfterAsync(channel, after, options, cancellationToken);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
