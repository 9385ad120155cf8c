using PubSub.Contracts;
using StackExchange.Redis;

namespace PubSub.Redis.Live;

/// <summary>A channel that is listened to. Written under the feed's lock.</summary>
/// <param name="channel">The channel.</param>
/// <param name="live">Its name in Redis.</param>
internal sealed class LiveSubscription(ChannelName channel, RedisChannel live)
{
    private volatile LiveReceiver? _receiver;

    public ChannelName Channel => channel;

    public RedisChannel Live => live;

    /// <summary>Whose messages count; null before the first and once the subscription has ended. May be read without the lock.</summary>
    public LiveReceiver? Receiver => _receiver;

    /// <summary>The first answer of a server.</summary>
    public Task Confirmed { get; set; } = Task.CompletedTask;

    /// <summary>How many wait for <see cref="Confirmed"/>.</summary>
    public int Waiting { get; set; }

    /// <summary>Whether it has been confirmed to somebody.</summary>
    public bool IsHeld { get; set; }

    public bool IsEnded { get; private set; }

    /// <summary>Puts another in the receiver's place, and answers the former one, which is to be left.</summary>
    public LiveReceiver? Replace(LiveReceiver receiver) => Interlocked.Exchange(ref _receiver, receiver);

    /// <summary>Ends it, and answers the receiver, which is to be left.</summary>
    public LiveReceiver? End()
    {
        IsEnded = true;
        return Interlocked.Exchange(ref _receiver, null);
    }
}
