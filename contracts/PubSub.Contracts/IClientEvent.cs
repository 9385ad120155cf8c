namespace PubSub.Contracts;

/// <summary>
/// An event that a client may send, and whose sender gets no result. It is broadcast on <typeparamref name="TChannel"/> unless
/// <see cref="EventAttribute.Direction"/> says <see cref="EventDirection.Cse"/>.
/// </summary>
/// <typeparam name="TChannel">The channel that the event belongs to.</typeparam>
public interface IClientEvent<TChannel> : IEvent<TChannel>
    where TChannel : IEventChannel;

/// <summary>
/// An event that a client may send, and that a server-side action answers with a <typeparamref name="TResult"/>.
/// </summary>
/// <typeparam name="TChannel">The channel that the event belongs to.</typeparam>
/// <typeparam name="TResult">What the action answers to the sender. It is never broadcast.</typeparam>
public interface IClientEvent<TChannel, TResult> : IClientEvent<TChannel>
    where TChannel : IEventChannel;
