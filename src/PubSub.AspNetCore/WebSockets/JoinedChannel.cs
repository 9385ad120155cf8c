using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A channel that a connection is in.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Definition">Its declaration.</param>
/// <param name="Subscriptions">What the session reads for it: the channel, or each of its partitions, and its companion where it has members.</param>
internal sealed record JoinedChannel(ChannelName Address, ChannelDefinition Definition, Subscription[] Subscriptions)
{
    /// <summary>What it is called to its clients.</summary>
    public string Type => ChannelTypes.Of(Definition);
}
