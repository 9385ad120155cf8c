namespace PubSub.Contracts;

/// <summary>
/// An event of the channel <typeparamref name="TChannel"/> that only the server sends (<see cref="EventDirection.Sse"/>).
/// The record carries <see cref="EventAttribute"/>; its serialised form is the event's payload.
/// </summary>
/// <typeparam name="TChannel">The channel that the event belongs to. An event belongs to one channel.</typeparam>
public interface IEvent<TChannel>
    where TChannel : IEventChannel;
