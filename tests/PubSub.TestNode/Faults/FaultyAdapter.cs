using PubSub.Contracts;
using PubSub.Core.Adapters;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.TestNode.Faults;

/// <summary>The chosen adapter, after whose first publish of a stored outcome the node may fail.</summary>
internal sealed class FaultyAdapter(IEventAdapter adapter, FaultGate gate) : IEventAdapter
{
    public string Name => adapter.Name;

    public IEventHistory? History => adapter.History;

    public bool Deduplicates => adapter.Deduplicates;

    public bool MayLoseSilently => adapter.MayLoseSilently;

    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken) => adapter.StartAsync(sink, cancellationToken);

    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => adapter.SubscribeAsync(channel, cancellationToken);

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => adapter.UnsubscribeAsync(channel, cancellationToken);

    public async ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        EventId id = await adapter.PublishAsync(channel, body, options, cancellationToken);
        if (options.DedupKey is not null) await gate.PassAsync(FaultPoint.AfterFirstEvent);
        return id;
    }

    public ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken) => adapter.CheckHealthAsync(cancellationToken);

    public ValueTask DisposeAsync() => adapter.DisposeAsync();
}
