using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Publishing;

/// <summary>An event that is ready to be published.</summary>
/// <param name="Channel">The address, as clients know it.</param>
/// <param name="Body">The envelope without its id.</param>
/// <param name="Definition">The channel's declaration; null where the catalogue does not hold it any more, which may be so with a stored outcome.</param>
internal readonly record struct PendingEvent(ChannelName Channel, EventBody Body, ChannelDefinition? Definition);
