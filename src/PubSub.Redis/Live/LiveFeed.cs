using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using StackExchange.Redis;

namespace PubSub.Redis.Live;

/// <summary>
/// Live delivery: one subscription a channel, however many ask for it. Messages of a channel are delivered in the order in which Redis sent them, one at a
/// time. Thread-safe.
/// </summary>
/// <param name="connection">The node's connections.</param>
/// <param name="nameOf">What a channel's messages are called in Redis.</param>
/// <param name="deliver">Takes a message of a channel.</param>
internal sealed class LiveFeed(RedisConnection connection, Func<ChannelName, RedisChannel> nameOf, Action<ChannelName, byte[]?> deliver)
{
    private const int RestoredAtOnce = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelName, LiveSubscription> _subscriptions = [];
    private volatile bool _isStopped;

    /// <summary>Returns when Redis has confirmed the subscription. Leaves none behind where it fails, unless another caller has it or waits for it.</summary>
    public async Task SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        LiveSubscription subscription;
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(channel, out subscription!))
            {
                _subscriptions[channel] = subscription = new LiveSubscription(channel, nameOf(channel));
                subscription.Confirmed = ConfirmAsync(subscription, CancellationToken.None);
            }

            subscription.Waiting++;
        }

        try
        {
            await subscription.Confirmed.WaitAsync(cancellationToken);
            lock (_lock)
            {
                subscription.Waiting--;
                subscription.IsHeld = true;
            }
        }
        catch
        {
            // Not waited for: whoever gave up has waited long enough.
            if (IsLeftBy(subscription)) _ = RemoveAsync(subscription);
            throw;
        }
    }

    /// <summary>Ends a subscription, if there is one.</summary>
    public async Task UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        LiveReceiver? receiver;
        lock (_lock)
        {
            if (!_subscriptions.Remove(channel, out LiveSubscription? subscription)) return;
            receiver = subscription.End();
        }

        if (receiver is null) return;
        try
        {
            await connection.CallAlwaysAsync(static (_, ended) => ended.LeaveAsync(), receiver, cancellationToken, ConnectionType.Subscription);
        }
        catch (BrokerUnavailableException e) when (e.InnerException is RedisConnectionException or ObjectDisposedException)
        {
            // It ended with its connection, and the client does not ask for it again.
        }
    }

    /// <summary>
    /// Asks anew for what may be with a server that is not the right one any more, or with none; returns when each subscription has been confirmed. With one
    /// server and the same connections there is nothing to do: the client asks for all of them itself, before anything else.
    /// </summary>
    /// <exception cref="BrokerUnavailableException">Not all were confirmed.</exception>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        ConnectionMultiplexer current = connection.Subscriber.Multiplexer;
        bool all = connection.HasSeveralServers;
        LiveSubscription[] moved;
        lock (_lock) moved = [.. _subscriptions.Values.Where(subscription => all || subscription.Receiver?.Multiplexer != current)];
        foreach (LiveSubscription[] batch in moved.Chunk(RestoredAtOnce)) await Task.WhenAll(batch.Select(subscription => RestoreAsync(subscription, cancellationToken)));
    }

    /// <summary>Delivers nothing more, and ends all subscriptions without waiting for Redis.</summary>
    public void Stop()
    {
        LiveReceiver?[] left;
        lock (_lock)
        {
            _isStopped = true;
            left = [.. _subscriptions.Values.Select(subscription => subscription.End())];
            _subscriptions.Clear();
        }

        // Sent at once; the answers are nothing to wait for.
        foreach (LiveReceiver? receiver in left) _ = receiver?.ForgetAsync();
    }

    private Task<bool> ConfirmAsync(LiveSubscription subscription, CancellationToken cancellationToken) =>
        connection.CallAsync(
            static (redis, asked) => asked.feed.AskAsync(redis.Subscriber, asked.subscription), (feed: this, subscription), cancellationToken, ConnectionType.Subscription);

    private async Task<bool> AskAsync(ISubscriber subscriber, LiveSubscription subscription)
    {
        var receiver = new LiveReceiver(subscription, subscriber, message => OnMessage(subscription.Channel, message));
        LiveReceiver? former;
        lock (_lock)
        {
            if (subscription.IsEnded) throw Ended();
            former = subscription.Replace(receiver);
        }

        // Before the next one asks, or the client would take it for known and ask no server.
        _ = former?.ForgetAsync();
        bool isAsked = false;
        try
        {
            isAsked = await receiver.AskAsync();
        }
        finally
        {
            // Or it would be there beside the next attempt.
            if (!isAsked || subscription.Receiver != receiver) _ = receiver.ForgetAsync();
        }

        if (!isAsked) throw RedisConnection.NotSent();
        return subscription.IsEnded ? throw Ended() : true;
    }

    private async Task RestoreAsync(LiveSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            await ConfirmAsync(subscription, cancellationToken);
        }
        catch (BrokerUnavailableException) when (subscription.IsEnded)
        {
            // Nobody asks for it any more.
        }
    }

    private bool IsLeftBy(LiveSubscription subscription)
    {
        lock (_lock) return --subscription.Waiting == 0 && !subscription.IsHeld || subscription.Confirmed is { IsCompleted: true, IsCompletedSuccessfully: false };
    }

    private async Task RemoveAsync(LiveSubscription subscription)
    {
        LiveReceiver? receiver;
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(subscription.Channel, out LiveSubscription? current) || current != subscription) return;
            _subscriptions.Remove(subscription.Channel);
            receiver = subscription.End();
        }

        if (receiver is not null) await receiver.ForgetAsync();
    }

    private void OnMessage(ChannelName channel, RedisValue message)
    {
        if (!_isStopped) deliver(channel, message);
    }

    private static BrokerUnavailableException Ended() => new("The subscription was ended while Redis was asked for it.");
}
