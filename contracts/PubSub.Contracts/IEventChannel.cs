namespace PubSub.Contracts;

/// <summary>
/// Marks a record as the declaration of a channel: an ordered family of events that are published, stored and subscribed to together.
/// The record carries <see cref="EventChannelAttribute"/>. Its constructor parameters are the channel's parameters: an instance of
/// <c>record ChatChannel(string RoomId)</c> is one address, such as <c>chat:room-1</c>.
/// </summary>
public interface IEventChannel;
