using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>Where a presence store tells what has changed. Its members never block and never throw, and may be called from any thread.</summary>
public interface IPresenceSink
{
    /// <summary>Takes a change of a watched channel. A change may come again, late, or not at all: positions tell.</summary>
    void OnChange(ChannelName channel, PresenceChange change);

    /// <summary>Says that changes may not have been told, for instance because a connection dropped; called when telling works again.</summary>
    /// <param name="channel">The channel, or null for all.</param>
    void OnContinuityLost(ChannelName? channel);
}
