using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>An event with the id that its channel's orderer gave it.</summary>
/// <param name="Id">Identity and position.</param>
/// <param name="Body">The envelope without the id.</param>
public readonly record struct ChannelEvent(EventId Id, EventBody Body);
