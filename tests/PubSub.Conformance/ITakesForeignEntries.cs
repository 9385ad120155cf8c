using PubSub.Contracts;

namespace PubSub.Conformance;

/// <summary>Others can write to the broker, so that something else may stand where an event should.</summary>
public interface ITakesForeignEntries : IAdapterFixture
{
    /// <summary>Puts entries after a channel's last event that are named as its next events are, and have something else for a body.</summary>
    /// <param name="channel">A channel that has had an event.</param>
    /// <param name="bodies">The bodies, as text.</param>
    ValueTask AppendForeignAsync(ChannelName channel, IReadOnlyList<string> bodies);
}
