using StackExchange.Redis;

namespace PubSub.Redis.Live;

/// <summary>One attempt to receive a channel's messages over one connection. What comes after another has taken its place is dropped.</summary>
internal sealed class LiveReceiver
{
    private readonly LiveSubscription _subscription;
    private readonly ISubscriber _subscriber;
    private readonly Action<RedisChannel, RedisValue> _handler;

    /// <param name="subscription">What it receives for.</param>
    /// <param name="subscriber">The connection.</param>
    /// <param name="onMessage">Takes the messages, one at a time.</param>
    public LiveReceiver(LiveSubscription subscription, ISubscriber subscriber, Action<RedisValue> onMessage)
    {
        _subscription = subscription;
        _subscriber = subscriber;
        _handler = (_, message) =>
        {
            if (subscription.Receiver == this) onMessage(message);
        };
    }

    /// <summary>Whose connection it is.</summary>
    public ConnectionMultiplexer Multiplexer => _subscriber.Multiplexer;

    /// <summary>Returns when a server has confirmed it; false where there was none to ask, and the client has only taken note of the wish.</summary>
    public async Task<bool> AskAsync()
    {
        // A replica hears the primary's messages as long as it follows it, which nobody would be told the end of.
        await _subscriber.SubscribeAsync(_subscription.Live, _handler, CommandFlags.DemandMaster);
        return _subscriber.SubscribedEndpoint(_subscription.Live) is not null;
    }

    /// <summary>Returns when the server has confirmed that no more messages come. The client has forgotten it when this returns its task.</summary>
    public async Task<bool> LeaveAsync()
    {
        await _subscriber.UnsubscribeAsync(_subscription.Live, _handler);
        return true;
    }

    /// <summary>Leaves without waiting for an answer.</summary>
    public async Task ForgetAsync()
    {
        try
        {
            await LeaveAsync();
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException)
        {
            // It is forgotten here, and ended with its connection there.
        }
    }
}
