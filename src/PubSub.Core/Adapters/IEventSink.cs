using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Where an adapter delivers what it receives. Its members never block and never throw.</summary>
public interface IEventSink
{
    /// <summary>Takes an event of a subscribed channel. Calls for one channel come one at a time, in the channel's order.</summary>
    void OnEvent(ChannelName channel, ChannelEvent received);

    /// <summary>
    /// Says that events may have been lost since the last <see cref="OnEvent"/>, for instance because a connection dropped; the channel is
    /// then read from history. Called when live delivery works again.
    /// </summary>
    /// <param name="channel">The channel, or null for all.</param>
    void OnContinuityLost(ChannelName? channel);
}
