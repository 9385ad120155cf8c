using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>The adapter as the fan-out's source of events.</summary>
internal sealed class AdapterSource(IEventAdapter adapter) : IChannelSource
{
    public string Name => adapter.Name;

    public IEventHistory? History => adapter.History;

    public ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => adapter.SubscribeAsync(channel, cancellationToken);

    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => adapter.UnsubscribeAsync(channel, cancellationToken);
}
