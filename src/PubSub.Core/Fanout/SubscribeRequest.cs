using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Fanout;

/// <summary>One channel of a session to be.</summary>
internal sealed record SubscribeRequest(ChannelName Channel, ChannelDefinition Definition, SubscribeFrom From, EventFilter? Filter = null);
