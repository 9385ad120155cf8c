using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>Where the fan-out has a channel's events from: the adapter, or, for the companions of channels, presence. Its events reach the hub as a sink.</summary>
internal interface IChannelSource
{
    /// <summary>A short name for metrics.</summary>
    string Name { get; }

    /// <inheritdoc cref="IEventAdapter.History"/>
    IEventHistory? History { get; }

    /// <inheritdoc cref="IEventAdapter.SubscribeAsync"/>
    ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <inheritdoc cref="IEventAdapter.UnsubscribeAsync"/>
    ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken);
}
