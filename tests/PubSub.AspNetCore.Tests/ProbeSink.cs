using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Tests;

internal sealed class ProbeSink : IEventSink
{
    public void OnEvent(ChannelName channel, ChannelEvent received)
    {
    }

    public void OnContinuityLost(ChannelName? channel)
    {
    }
}
