using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Tests.InMemory;

internal sealed class SilentSink : IEventSink
{
    public void OnEvent(ChannelName channel, ChannelEvent received)
    {
    }

    public void OnContinuityLost(ChannelName? channel)
    {
    }
}
