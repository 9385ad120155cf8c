using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>
/// Carries events between the nodes of one system. It knows channels, never connections. It orders each channel, gives each event its id,
/// keeps the history of the channels that have one, and hands every event of a subscribed channel to the sink, the local node's own included.
/// All members are safe to call from any thread. Every wait for the broker ends by itself, with <see cref="BrokerUnavailableException"/>, and on cancellation;
/// the engine bounds each call as well, and then leaves it behind. Disposing is safe at any time, also while another member runs.
/// </summary>
public interface IEventAdapter : IAsyncDisposable
{
    /// <summary>A short name for logs, health and metrics, such as <c>memory</c> or <c>redis</c>.</summary>
    string Name { get; }

    /// <summary>The ability to read events again, or null where the adapter has none.</summary>
    IEventHistory? History { get; }

    /// <summary>
    /// Whether <see cref="PublishAsync"/> honours <see cref="PublishOptions.DedupKey"/>: the key is checked in the same atomic step as the append.
    /// </summary>
    bool Deduplicates { get; }

    /// <summary>
    /// Whether live delivery may lose events without a call of <see cref="IEventSink.OnContinuityLost"/>, as a broker does that drops what a subscriber is too
    /// slow for. Where true and there is a <see cref="History"/>, the tops of open channels are compared with what was received every few seconds.
    /// </summary>
    bool MayLoseSilently { get; }

    /// <summary>
    /// Connects, and checks what the adapter needs of its broker. Called once, before any other member but <see cref="IAsyncDisposable.DisposeAsync"/>. What it
    /// throws stops the host: its message tells an operator what to do, without credentials.
    /// </summary>
    /// <param name="sink">Receives events, in order for each channel, from the moment that <see cref="SubscribeAsync"/> has returned.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken);

    /// <summary>Asks for a channel's events. Returns when the broker has confirmed it: an event that is ordered after that reaches the sink.</summary>
    ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Ends a subscription. Events that were under way may still reach the sink.</summary>
    ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>
    /// Orders an event, appends it to the channel's history if it has one, and fans it out, as one atomic step.
    /// </summary>
    /// <returns>The id that the event was given; for a dedup key seen before, the id that it was given then.</returns>
    /// <exception cref="BrokerUnavailableException">
    /// The broker cannot be reached, or did not answer in time: then the event may or may not have been published, and a retry under the same
    /// dedup key is safe.
    /// </exception>
    ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Tells whether the broker answers. Does not throw for a broker that is down. Asked for one at a time, and waited for two seconds by default; an answer that
    /// comes later counts for the next question.
    /// </summary>
    ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken);
}
