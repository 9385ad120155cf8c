using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>Where an adapter delivers what it receives. Its members never block and never throw.</summary>
public interface IEventSink
{
    /// <summary>Takes an event of a subscribed channel. Calls for one channel come one at a time, in the channel's order; an event may come again.</summary>
    void OnEvent(ChannelName channel, ChannelEvent received);

    /// <summary>
    /// Says that events may have been lost since the last <see cref="OnEvent"/>, for instance because a connection dropped; the channel is
    /// then read from history. Called when live delivery works again: an event that is ordered after the call reaches the sink.
    /// </summary>
    /// <remarks>
    /// An adapter whose offsets have holes (<see cref="IEventHistory.HasContiguousOffsets"/> is false) calls this before it delivers the first event that was
    /// ordered after the loss; where offsets have none, the order of the two does not matter.
    /// </remarks>
    /// <param name="channel">The channel, or null for all.</param>
    void OnContinuityLost(ChannelName? channel);
}
