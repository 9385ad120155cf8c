using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A channel that a connection is in.</summary>
/// <param name="Membership">Who is in which channel.</param>
/// <param name="Definition">The channel's declaration.</param>
/// <param name="Subscriptions">What the session reads for it: the channel, or each of its partitions, and its companion where it has members.</param>
internal sealed record JoinedChannel(ChannelMembership Membership, ChannelDefinition Definition, Subscription[] Subscriptions);
