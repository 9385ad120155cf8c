using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Conformance;

/// <summary>Keeps what a node is told. Safe to use from any thread.</summary>
public sealed class RecordingPresenceSink : IPresenceSink
{
    private readonly Lock _gate = new();
    private readonly List<(ChannelName Channel, PresenceChange Change)> _told = [];

    /// <summary>What was told of a channel, in order.</summary>
    public PresenceChange[] Told(ChannelName channel)
    {
        lock (_gate) return [.. _told.Where(each => each.Channel == channel).Select(each => each.Change)];
    }

    /// <summary>Waits until so many changes of a channel were told.</summary>
    public async Task<PresenceChange[]> HearsAsync(ChannelName channel, int changes)
    {
        await Eventually.HoldsAsync(() => Told(channel).Length >= changes, $"{changes} change(s) are told");
        return Told(channel);
    }

    void IPresenceSink.OnChange(ChannelName channel, PresenceChange change)
    {
        lock (_gate) _told.Add((channel, change));
    }

    void IPresenceSink.OnContinuityLost(ChannelName? channel)
    {
        // Where a connection drops in a test, that test waits for nothing that was told meanwhile.
    }
}
