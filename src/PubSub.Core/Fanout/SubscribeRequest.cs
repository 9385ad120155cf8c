using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Fanout;

/// <summary>One channel of a session to be.</summary>
/// <param name="Channel">The address.</param>
/// <param name="Definition">Its declaration.</param>
/// <param name="From">Where the subscription begins.</param>
/// <param name="Filter">What the session wants of it; null for everything.</param>
/// <param name="Renderer">What makes the session's bytes of an event; null where those of an event stream will do.</param>
internal sealed record SubscribeRequest(
    ChannelName Channel, ChannelDefinition Definition, SubscribeFrom From, EventFilter? Filter = null, EventRenderer? Renderer = null);
