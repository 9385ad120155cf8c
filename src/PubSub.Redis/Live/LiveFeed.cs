using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Redis.Live;

/// <summary>
/// Live delivery: one subscription a channel, however many ask for it. Messages of a channel reach the sink in the order in which Redis sent them, one at a
/// time. Thread-safe.
/// </summary>
internal sealed class LiveFeed(RedisConnection connection, IEventSink sink, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelName, Subscription> _subscriptions = [];
    private volatile bool _isStopped;

    /// <summary>Returns when Redis has confirmed the subscription. Leaves none behind where it fails.</summary>
    public async Task SubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Subscription subscription;
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(channel, out subscription!))
            {
                var handler = new Action<RedisChannel, RedisValue>((_, message) => OnMessage(channel, message));
                _subscriptions[channel] = subscription = new Subscription(connection.Keys.Live(channel), handler);
                subscription.Confirmed = ConfirmAsync(subscription);
            }
        }

        try
        {
            await subscription.Confirmed.WaitAsync(cancellationToken);
        }
        catch
        {
            // Not waited for: whoever gave up has waited long enough.
            _ = RemoveAsync(channel, subscription);
            throw;
        }
    }

    /// <summary>Ends a subscription, if there is one.</summary>
    public async Task UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Subscription? subscription;
        lock (_lock)
        {
            if (!_subscriptions.Remove(channel, out subscription)) return;
        }

        try
        {
            await connection.CallAsync(static (redis, ended) => Answer(redis.Subscriber.UnsubscribeAsync(ended.Channel, ended.Handler)), subscription, cancellationToken);
        }
        catch (BrokerUnavailableException e) when (e.InnerException is RedisConnectionException)
        {
            // It ended with its connection, and the client does not ask for it again.
        }
    }

    /// <summary>Delivers nothing more, and ends all subscriptions without waiting for Redis.</summary>
    public void Stop()
    {
        Subscription[] left;
        lock (_lock)
        {
            _isStopped = true;
            left = [.. _subscriptions.Values];
            _subscriptions.Clear();
        }

        foreach (Subscription each in left)
        {
            try
            {
                // Sent at once; the answer is nothing to wait for.
                _ = connection.Subscriber.UnsubscribeAsync(each.Channel, each.Handler);
            }
            catch (Exception e) when (e is RedisException or BrokerUnavailableException or ObjectDisposedException)
            {
                // The connection is gone, and its subscriptions with it.
            }
        }
    }

    private Task<bool> ConfirmAsync(Subscription subscription) =>
        connection.CallAsync(
            static async (redis, asked) =>
            {
                ISubscriber subscriber = redis.Subscriber;
                try
                {
                    await subscriber.SubscribeAsync(asked.Channel, asked.Handler);
                    // Without a connection the client takes note of the wish and calls it done.
                    if (subscriber.SubscribedEndpoint(asked.Channel) is not null) return true;
                }
                catch (RedisConnectionException)
                {
                    await ForgetAsync(subscriber, asked);
                    throw;
                }

                await ForgetAsync(subscriber, asked);
                throw RedisConnection.NotSent();
            },
            subscription,
            CancellationToken.None);

    // Or the handler would be there twice after the next attempt.
    private static async Task ForgetAsync(ISubscriber subscriber, Subscription subscription)
    {
        try
        {
            await subscriber.UnsubscribeAsync(subscription.Channel, subscription.Handler);
        }
        catch (RedisConnectionException)
        {
            // It is forgotten here, and the server knows nothing of it.
        }
    }

    private async Task RemoveAsync(ChannelName channel, Subscription subscription)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(channel, out Subscription? current) || current != subscription) return;
            _subscriptions.Remove(channel);
        }

        try
        {
            await connection.CallAsync(static (redis, ended) => Answer(redis.Subscriber.UnsubscribeAsync(ended.Channel, ended.Handler)), subscription, CancellationToken.None);
        }
        catch (BrokerUnavailableException)
        {
            // The client has forgotten it, so that a new connection does not bring it back.
        }
    }

    private void OnMessage(ChannelName channel, RedisValue message)
    {
        if (_isStopped) return;
        byte[]? bytes = message;
        if (RedisPosition.TryRead(bytes, out EventId id) && EventBody.TryRead(bytes.AsMemory(RedisPosition.Length), out EventBody? body))
        {
            sink.OnEvent(channel, new ChannelEvent(id, body));
            return;
        }

        RedisMetrics.SkippedMessage();
        RedisLog.MessageSkipped(logger, channel.Value, bytes?.Length ?? 0);
    }

    private static async Task<bool> Answer(Task done)
    {
        await done;
        return true;
    }

    private sealed class Subscription(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        public RedisChannel Channel => channel;

        public Action<RedisChannel, RedisValue> Handler => handler;

        public Task Confirmed { get; set; } = Task.CompletedTask;
    }
}
