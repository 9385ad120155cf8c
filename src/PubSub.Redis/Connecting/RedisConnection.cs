using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>
/// The connections of one node to Redis, shared by all that it does there: one for commands and one for subscriptions. They are made when first asked for
/// and come back by themselves. Every call is bounded. Thread-safe.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    // A connection that was cut is usually back before a caller would have tried again; what was never sent may wait for it.
    private static readonly TimeSpan s_reconnectGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(25);

    // What a frozen server leaves unanswered stays in memory until the connection ends.
    private const int MostUnanswered = 10_000;

    private readonly RedisOptions _options;
    private readonly RedisAddress _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ConnectionMultiplexer? _multiplexer;
    private IDatabase? _database;
    private int _unanswered;
    private volatile bool _isDisposed;

    public RedisConnection(RedisOptions options, TimeProvider time, ILogger<RedisConnection> logger)
    {
        _options = options;
        _address = RedisAddress.Of(options);
        _time = time;
        _logger = logger;
        Keys = new RedisKeys(options.KeyPrefix, _address.Database);
    }

    /// <summary>Raised when messages may have been lost: the subscription connection is back, or another server has taken over. From any thread.</summary>
    public event Action? SubscriptionsDisturbed;

    /// <summary>The servers' addresses, without credentials.</summary>
    public string Display => _address.Display;

    public RedisKeys Keys { get; }

    /// <summary>The database.</summary>
    /// <exception cref="BrokerUnavailableException">There never was a connection, or it has been disposed of.</exception>
    public IDatabase Database => _isDisposed ? throw Unavailable("has been disconnected from") : _database ?? throw Unavailable("has not been connected to");

    /// <summary>The subscriptions. See <see cref="Database"/> for what it throws.</summary>
    public ISubscriber Subscriber => Database.Multiplexer.GetSubscriber();

    /// <summary>Ends an attempt within <see cref="CallAsync"/> that found nothing to send it on; it is tried again like one that the client did not send.</summary>
    public static Exception NotSent() => new NotSentException();

    /// <summary>Connects where that has not happened.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be used; the message says why and what to do. The next call tries again.</exception>
    public async ValueTask<ConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is { } ready && !_isDisposed) return ready;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_multiplexer is { } made) return made;
            ConnectionMultiplexer multiplexer = await ConnectAsync(cancellationToken);
            // Messages reach the sink in the order in which they came, one at a time.
            multiplexer.PreserveAsyncOrder = true;
            Watch(multiplexer);
            _database = multiplexer.GetDatabase();
            RedisLog.Connected(_logger, Display);
            return _multiplexer = multiplexer;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Runs a script. What was never sent is tried again for a moment, because a connection that was cut comes back.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be reached, refused, or did not answer in time; whether the script ran is not known then.</exception>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        CallAsync(static (connection, call) => call.script.RunAsync(connection.Database, call.keys, call.arguments), (script, keys, arguments), cancellationToken);

    /// <summary>Makes a call and waits for its answer, for as long as the options allow.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be reached, refused, or did not answer in time.</exception>
    public async Task<T> CallAsync<TState, T>(Func<RedisConnection, TState, Task<T>> call, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _unanswered) >= MostUnanswered) throw Unavailable("has left too many calls unanswered:");
        long started = _time.GetTimestamp();
        while (true)
        {
            Task<T>? answer = null;
            try
            {
                answer = call(this, state);
                return answer.IsCompleted ? await answer : await answer.WaitAsync(_options.PublishTimeout, _time, cancellationToken);
            }
            catch (Exception e) when (IsUnsent(e) && MayTryAgain(started))
            {
                await Task.Delay(s_retry, _time, cancellationToken);
            }
            catch (Exception e) when (e is not BrokerUnavailableException && !cancellationToken.IsCancellationRequested)
            {
                throw Translate(e, answer);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        // One that is being made is disposed of by who makes it.
        await _connecting.WaitAsync();
        try
        {
            if (_multiplexer is { } multiplexer) await CloseAsync(multiplexer);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        ConnectionMultiplexer? multiplexer = null;
        using var limit = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await RedisPreflight.CheckAsync(_address, either.Token);
            multiplexer = await ConnectionMultiplexer.ConnectAsync(_address.Client).WaitAsync(either.Token);
            await ConfirmAsync(multiplexer, either.Token);
            if (multiplexer.GetEndPoints().All(endPoint => multiplexer.GetServer(endPoint).IsSlave))
                throw new BrokerUnavailableException($"Redis at {Display} is a read-only replica. Connect to its primary.");
            return multiplexer;
        }
        catch (Exception e)
        {
            if (multiplexer is not null) await CloseAsync(multiplexer);
            if (e is BrokerUnavailableException || cancellationToken.IsCancellationRequested) throw;
            string reason = limit.IsCancellationRequested ? $"did not answer within {_options.ConnectTimeout}" : $"could not be connected to ({e.GetType().Name})";
            throw new BrokerUnavailableException($"Redis at {Display} {reason}. Check that it runs, is not overloaded, and is open to this host.", e);
        }
    }

    // Both connections answer: the client would report the second one as missing to whoever subscribes first.
    private async Task ConfirmAsync(ConnectionMultiplexer multiplexer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await multiplexer.GetDatabase().PingAsync().WaitAsync(cancellationToken);
                await multiplexer.GetSubscriber().PingAsync().WaitAsync(cancellationToken);
                return;
            }
            catch (RedisConnectionException)
            {
                await Task.Delay(s_retry, _time, cancellationToken);
            }
        }
    }

    private void Watch(ConnectionMultiplexer multiplexer)
    {
        bool isOne = multiplexer.GetEndPoints().Length <= 1;
        multiplexer.ConnectionFailed += (_, e) =>
        {
            if (!_isDisposed) RedisLog.ConnectionLost(_logger, EndPointText.Of(e.EndPoint), e.ConnectionType, e.FailureType);
        };
        multiplexer.ConnectionRestored += (_, e) =>
        {
            RedisLog.ConnectionRestored(_logger, EndPointText.Of(e.EndPoint), e.ConnectionType);
            if (e.ConnectionType == ConnectionType.Subscription) SubscriptionsDisturbed?.Invoke();
        };
        // Subscriptions move to another server when roles do. With one server there is none to move to.
        if (!isOne) multiplexer.ConfigurationChanged += (_, _) => SubscriptionsDisturbed?.Invoke();
    }

    private static bool IsUnsent(Exception error) =>
        error is NotSentException or RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection };

    private bool MayTryAgain(long started)
    {
        TimeSpan limit = _options.PublishTimeout < s_reconnectGrace ? _options.PublishTimeout : s_reconnectGrace;
        return !_isDisposed && _time.GetElapsedTime(started) < limit;
    }

    private BrokerUnavailableException Translate(Exception error, Task? answer)
    {
        switch (error)
        {
            case RedisServerException refused:
                return new BrokerUnavailableException($"Redis at {Display} refused: {refused.Message}", refused);
            case TimeoutException when answer is { IsCompleted: false }:
                Interlocked.Increment(ref _unanswered);
                _ = answer.ContinueWith(
                    static (late, connection) =>
                    {
                        _ = late.Exception;
                        Interlocked.Decrement(ref ((RedisConnection)connection!)._unanswered);
                    },
                    this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return new BrokerUnavailableException($"Redis at {Display} did not answer within {_options.PublishTimeout}.", error);
            default:
                // The client's own texts repeat keys and settings.
                return new BrokerUnavailableException($"The connection to Redis at {Display} is down or was lost ({error.GetType().Name}).", error);
        }
    }

    private BrokerUnavailableException Unavailable(string how) => new($"This node {how} Redis at {Display}.");

    // Not waiting for what a frozen server would answer; closing blocks, so not on the caller's thread.
    private static Task CloseAsync(ConnectionMultiplexer multiplexer) => Task.Run(() => multiplexer.Close(allowCommandsToComplete: false));

    private sealed class NotSentException : Exception;
}
