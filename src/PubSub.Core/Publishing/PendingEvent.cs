using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Publishing;

/// <summary>An event that is ready to be published.</summary>
/// <param name="Channel">The address.</param>
/// <param name="Body">The envelope without its id.</param>
/// <param name="Retention">What the channel keeps, or null where it is ephemeral.</param>
internal readonly record struct PendingEvent(ChannelName Channel, EventBody Body, ChannelRetention? Retention);
