namespace PubSub.Core.Channels;

/// <summary>
/// Is told when connections of this node join and leave channels. Register it as a service: <c>services.AddSingleton&lt;IChannelObserver, …&gt;()</c>; there may be several.
/// Each connection is told of in its order, before its next message is read, so a call that takes long holds up that connection and no other. Calls for different connections
/// come at the same time. What a call throws is logged, and changes nothing. A call is waited for for <see cref="PubSubOptions.PublishTimeout"/> at the most; one that takes longer goes
/// on by itself. Until it or another has ended, calls are made and not waited for, so that those for the same connection may overlap.
/// </summary>
public interface IChannelObserver
{
    /// <summary>A connection has joined a channel. Over a WebSocket it was told so; a stream begins when this has returned.</summary>
    ValueTask OnJoinedAsync(ChannelMembership membership);

    /// <summary>A connection has left a channel, or has ended while it was in it.</summary>
    ValueTask OnLeftAsync(ChannelMembership membership);
}
