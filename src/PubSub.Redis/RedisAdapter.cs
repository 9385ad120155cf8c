using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Redis.Connecting;
using PubSub.Redis.History;
using PubSub.Redis.Live;
using PubSub.Redis.Publishing;
using PubSub.Redis.Starting;
using StackExchange.Redis;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Redis;

/// <summary>
/// Carries events between nodes by Redis: it orders each channel with history in a script and keeps it as a stream, and delivers live by pub/sub. Channels
/// without history have no state there, and no order between publishers of different nodes.
/// </summary>
internal sealed class RedisAdapter : IEventAdapter
{
    private readonly RedisConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisPublisher _publisher;
    private LiveFeed? _feed;
    private ContinuityWatch? _watch;
    private volatile bool _isDisposed;

    /// <summary>Makes an adapter. It does nothing before <see cref="StartAsync"/>.</summary>
    /// <param name="connection">Shared with others of this node, and not disposed of here.</param>
    /// <param name="options">Timeouts and lifetimes.</param>
    /// <param name="time">The clock of ephemeral events and of waits; events with history go by the server's.</param>
    /// <param name="logger">For what an operator should know.</param>
    public RedisAdapter(RedisConnection connection, RedisOptions options, TimeProvider time, ILogger<RedisAdapter> logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
        _publisher = new RedisPublisher(connection, options, time);
        History = new RedisHistory(connection, options, logger);
    }

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public IEventHistory History { get; }

    /// <inheritdoc/>
    public bool Deduplicates => true;

    /// <summary>True: Redis drops a subscriber that is too far behind, and what was under way to it.</summary>
    public bool MayLoseSilently => true;

    private LiveFeed Feed => _isDisposed
        ? throw new ObjectDisposedException(nameof(RedisAdapter))
        : _feed ?? throw new InvalidOperationException("The adapter has not been started.");

    /// <inheritdoc/>
    public async ValueTask StartAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _connection.GetAsync(cancellationToken);
        await StartCheck.RunAsync(_connection, _publisher, History, _logger, cancellationToken);
        _feed = new LiveFeed(_connection, _connection.Keys.Live, new LiveEvents(sink, _logger).Deliver);
        _watch = new ContinuityWatch(_connection, _feed, () => sink.OnContinuityLost(null), _time, _logger);
    }

    /// <inheritdoc/>
    public async ValueTask SubscribeAsync(ChannelName channel, CancellationToken cancellationToken) => await Feed.SubscribeAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask UnsubscribeAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        if (!_isDisposed) await Feed.UnsubscribeAsync(channel, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EventId> PublishAsync(ChannelName channel, EventBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        _ = Feed;
        return new(_publisher.PublishAsync(channel, body, options, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<AdapterHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        if (_isDisposed) return new AdapterHealth(false, "The adapter has been disposed of.");
        if (_feed is null) return new AdapterHealth(false, "The adapter has not been started.");
        AdapterHealth health = await WriteProbe.CheckHealthAsync(_connection, cancellationToken);
        if (!health.IsHealthy) return health;
        try
        {
            // Without the second connection nothing is received.
            await _connection.CallAsync(static (redis, _) => redis.Subscriber.PingAsync(CommandFlags.DemandMaster), 0, cancellationToken, ConnectionType.Subscription);
            return health;
        }
        catch (BrokerUnavailableException e)
        {
            return new AdapterHealth(false, e.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_isDisposed) return ValueTask.CompletedTask;
        _isDisposed = true;
        _watch?.Dispose();
        _feed?.Stop();
        return ValueTask.CompletedTask;
    }
}
