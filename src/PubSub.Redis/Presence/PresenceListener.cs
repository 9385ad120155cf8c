using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Presence;
using PubSub.Redis.Connecting;
using PubSub.Redis.Diagnostics;
using PubSub.Redis.Live;

namespace PubSub.Redis.Presence;

/// <summary>Hears what the scripts of all nodes tell, and says where something may have been missed.</summary>
internal sealed class PresenceListener : IDisposable
{
    private readonly IPresenceSink _sink;
    private readonly ILogger _logger;
    private readonly LiveFeed _feed;
    private readonly ContinuityWatch _watch;

    public PresenceListener(RedisConnection connection, PresenceKeys keys, IPresenceSink sink, TimeProvider time, ILogger logger)
    {
        _sink = sink;
        _logger = logger;
        _feed = new LiveFeed(connection, keys.Told, OnMessage);
        _watch = new ContinuityWatch(connection, _feed, () => sink.OnContinuityLost(null), time, logger);
    }

    /// <summary>Returns when Redis has confirmed it.</summary>
    public Task SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => _feed.SubscribeAsync(channel, cancellationToken);

    public Task UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => _feed.UnsubscribeAsync(channel, cancellationToken);

    public void Dispose()
    {
        _watch.Dispose();
        _feed.Stop();
    }

    private void OnMessage(ChannelName channel, byte[]? message)
    {
        if (PresenceMessage.TryRead(message, out PresenceChange? change))
        {
            _sink.OnChange(channel, change);
            return;
        }

        RedisMetrics.SkippedMessage();
        RedisLog.MessageSkipped(_logger, channel.Value, message?.Length ?? 0);
    }
}
