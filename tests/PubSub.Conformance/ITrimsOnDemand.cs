using PubSub.Contracts;

namespace PubSub.Conformance;

/// <summary>The broker trims history in its own time, and can be made to do so at once.</summary>
public interface ITrimsOnDemand : IAdapterFixture
{
    /// <summary>Removes a channel's events up to and with <paramref name="last"/>.</summary>
    ValueTask TrimAsync(ChannelName channel, EventId last);
}
