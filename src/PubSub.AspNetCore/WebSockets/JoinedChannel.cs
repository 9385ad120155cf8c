using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A channel that a connection is in.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Definition">Its declaration.</param>
/// <param name="Subscriptions">What the session reads for it.</param>
internal sealed record JoinedChannel(ChannelName Address, ChannelDefinition Definition, Subscription[] Subscriptions);
