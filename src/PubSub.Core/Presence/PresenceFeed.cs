using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;

namespace PubSub.Core.Presence;

/// <summary>
/// Where the fan-out gets the companions of channels from: a companion that somebody listens to has a view, whose changes are the companion's events.
/// Thread-safe.
/// </summary>
internal sealed class PresenceFeed : IChannelSource, IPresenceSink, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ChannelName, PresenceView> _views = new();
    private readonly PresenceWatch? _watch;
    private IEventSink? _sink;

    public PresenceFeed(IPresenceStore store, PubSubOptions options, TimeProvider time, ILogger<PresenceFeed> logger)
    {
        Calls = new PresenceCalls(store, options.PublishTimeout, time, new PresenceTroubles(time, logger));
        if (store.MayLoseSilently) _watch = new PresenceWatch(Calls, _views, options.Fanout.TopCheckPeriod);
    }

    public string Name => Calls.Store.Name;

    /// <summary>The store, as all of this node ask it.</summary>
    public PresenceCalls Calls { get; }

    /// <summary>None: who comes or comes back gets a snapshot.</summary>
    public IEventHistory? History => null;

    /// <summary>Starts the store.</summary>
    /// <param name="sink">Takes the companions' events.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        return Calls.Store.StartAsync(this, cancellationToken);
    }

    public async ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        ChannelName watched = channel.Whole;
        var view = new PresenceView(watched, Calls, _sink ?? throw new InvalidOperationException("The presence store has not been started."));
        _views[watched] = view;
        await view.OpenAsync(cancellationToken);
    }

    // Also after a subscription that failed half-way.
    public ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        if (_views.TryRemove(channel.Whole, out PresenceView? view)) view.Stop();
        return Calls.Store.UnwatchAsync(channel.Whole, cancellationToken);
    }

    /// <summary>The view of a channel on this node, or null where nobody listens to its companion.</summary>
    public PresenceView? Find(ChannelName channel) => _views.GetValueOrDefault(channel);

    void IPresenceSink.OnChange(ChannelName channel, PresenceChange change) => Find(channel)?.OnChange(change);

    void IPresenceSink.OnContinuityLost(ChannelName? channel)
    {
        if (channel is { } one) Find(one)?.Ask();
        else foreach ((_, PresenceView view) in _views) view.Ask();
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        foreach ((_, PresenceView view) in _views) view.Stop();
    }
}
