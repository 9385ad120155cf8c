using Microsoft.Extensions.Logging;
using PubSub.Core.Adapters;
using PubSub.Redis.Diagnostics;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>
/// The connections of one node to Redis, shared by all that it does there: one for commands and one for subscriptions. They are made when first asked for,
/// come back by themselves, and are made anew where their server has become a replica. Every call is bounded. Thread-safe.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>How many calls may be left without an answer before others are refused: what a frozen server does not answer stays in memory until the connection ends.</summary>
    public const int MostUnanswered = 10_000;

    // A connection that was cut is usually back before a caller would have tried again; what was not run may wait for it.
    private static readonly TimeSpan s_reconnectGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(25);

    // Where no command has been answered for as long as this, other connections are looked for, beside the client's own attempts.
    private static readonly TimeSpan s_stuckAfter = TimeSpan.FromSeconds(10);

    private readonly RedisOptions _options;
    private readonly RedisAddress _address;
    private readonly RedisConnector _connector;
    private readonly PrimarySearch _search;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Silence _silence;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _database;
    private int _unanswered;
    private volatile bool _isDisposed;

    public RedisConnection(RedisOptions options, TimeProvider time, ILogger<RedisConnection> logger)
    {
        _options = options;
        _address = RedisAddress.Of(options);
        _time = time;
        _logger = logger;
        Keys = new RedisKeys(options.KeyPrefix, _address.Database);
        _connector = new RedisConnector(_address, options.ConnectTimeout, time);
        _silence = new Silence(time);
        _search = new PrimarySearch(_connector, Keys, () => _multiplexer, AdoptAsync, options.ConnectTimeout, time, logger);
    }

    /// <summary>
    /// Raised when messages may have been lost: the subscription connection is back or another has taken its place, or, with several servers, any of them went
    /// or came. From any thread.
    /// </summary>
    public event Action? SubscriptionsDisturbed;

    /// <summary>The servers' addresses, without credentials.</summary>
    public string Display => _address.Display;

    public RedisKeys Keys { get; }

    /// <summary>The database.</summary>
    /// <exception cref="BrokerUnavailableException">There never was a connection, or it has been disposed of.</exception>
    public IDatabase Database => _isDisposed ? throw Unavailable("has been disconnected from") : _database ?? throw Unavailable("has not been connected to");

    /// <summary>The subscriptions. See <see cref="Database"/> for what it throws.</summary>
    public ISubscriber Subscriber => Database.Multiplexer.GetSubscriber();

    /// <summary>Whether a subscription may be with one server or another: replicas were named, or it is a cluster.</summary>
    public bool HasSeveralServers => _multiplexer is { } multiplexer && multiplexer.GetEndPoints().Length > 1;

    /// <summary>The calls that were given up while Redis may still answer them.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

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
            ConnectionMultiplexer multiplexer = await _connector.ConnectAsync(cancellationToken);
            Use(multiplexer);
            RedisLog.Connected(_logger, Display);
            return multiplexer;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Runs a script. What did not run is tried again for a moment, because a connection that was cut comes back.</summary>
    /// <exception cref="BrokerUnavailableException">Redis cannot be reached, refused, or did not answer in time; whether the script ran is not known then.</exception>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        CallAsync(static (connection, call) => call.script.RunAsync(connection.Database, call.keys, call.arguments), (script, keys, arguments), cancellationToken);

    /// <summary>Makes a call and waits for its answer, for as long as the options allow.</summary>
    /// <param name="call">The call.</param>
    /// <param name="state">What it needs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="over">The connection that the call goes over.</param>
    /// <exception cref="BrokerUnavailableException">Redis cannot be reached, refused, or did not answer in time.</exception>
    public Task<T> CallAsync<TState, T>(
        Func<RedisConnection, TState, Task<T>> call, TState state, CancellationToken cancellationToken, ConnectionType over = ConnectionType.Interactive)
    {
        if (Unanswered < MostUnanswered) return CallAlwaysAsync(call, state, cancellationToken, over);
        if (IsStuck()) _search.Begin();
        return Task.FromException<T>(Unavailable("waits for too many answers of"));
    }

    /// <summary><see cref="CallAsync"/> for what ends something: it is made however many answers are missing.</summary>
    public async Task<T> CallAlwaysAsync<TState, T>(
        Func<RedisConnection, TState, Task<T>> call, TState state, CancellationToken cancellationToken, ConnectionType over = ConnectionType.Interactive)
    {
        Silence? silence = over == ConnectionType.Interactive ? _silence : null;
        cancellationToken.ThrowIfCancellationRequested();
        long started = _time.GetTimestamp();
        while (true)
        {
            Task<T>? answer = null;
            try
            {
                answer = call(this, state);
                T answered = answer.IsCompleted ? await answer : await answer.WaitAsync(_options.PublishTimeout, _time, cancellationToken);
                silence?.End();
                return answered;
            }
            catch (Exception e) when (e is not BrokerUnavailableException && !cancellationToken.IsCancellationRequested)
            {
                bool isLast = !MayBeRepeated(e) || !MayTryAgain(started);
                if (e is RedisServerException) silence?.End();
                else silence?.Begin();
                if (e is RedisServerException refused ? RedisRefusal.IsOfReplica(refused.Message) : isLast && (HasOnlyReplicas() || IsStuck())) _search.Begin();
                if (isLast) throw Translate(e);
            }
            finally
            {
                if (answer is { IsCompleted: false })
                {
                    CountUntilAnswered(answer);
                    // A caller that gives up sooner than the options do has waited in vain as well.
                    silence?.Begin();
                    if (IsStuck()) _search.Begin();
                }
            }

            await Task.Delay(s_retry, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _search.Dispose();
        // One that is being made is disposed of by who makes it.
        await _connecting.WaitAsync();
        try
        {
            if (_multiplexer is { } multiplexer) await RedisConnector.CloseAsync(multiplexer);
        }
        finally
        {
            _connecting.Release();
        }
    }

    // The former connections are closed when nothing new can be begun on them; what they had under way was with a replica, which refuses it, or has gone without
    // an answer, and fails as it does when a connection is cut.
    private async Task AdoptAsync(ConnectionMultiplexer found)
    {
        ConnectionMultiplexer? former;
        await _connecting.WaitAsync();
        try
        {
            former = _isDisposed ? found : _multiplexer;
            if (!_isDisposed) Use(found);
        }
        finally
        {
            _connecting.Release();
        }

        if (former != found) SubscriptionsDisturbed?.Invoke();
        if (former is not null) await RedisConnector.CloseAsync(former);
    }

    private void Use(ConnectionMultiplexer multiplexer)
    {
        _database = multiplexer.GetDatabase();
        _multiplexer = multiplexer;
        _silence.End();
        multiplexer.ConnectionFailed += (_, e) =>
        {
            if (_isDisposed || multiplexer != _multiplexer) return;
            RedisLog.ConnectionLost(_logger, EndPointText.Of(e.EndPoint), e.ConnectionType, e.FailureType);
            // The client moves subscriptions to another server by itself, and tells nobody.
            if (e.ConnectionType == ConnectionType.Subscription && HasSeveralServers) SubscriptionsDisturbed?.Invoke();
        };
        multiplexer.ConnectionRestored += (_, e) =>
        {
            if (_isDisposed || multiplexer != _multiplexer) return;
            RedisLog.ConnectionRestored(_logger, EndPointText.Of(e.EndPoint), e.ConnectionType);
            if (e.ConnectionType == ConnectionType.Subscription) SubscriptionsDisturbed?.Invoke();
        };
        // So it does when roles change. With one server there is none to move to.
        multiplexer.ConfigurationChanged += (_, _) =>
        {
            if (!_isDisposed && multiplexer == _multiplexer && HasSeveralServers) SubscriptionsDisturbed?.Invoke();
        };
    }

    // It was not run: nothing took it, or what took it refused it before anything else.
    private bool MayBeRepeated(Exception error) => error switch
    {
        NotSentException or RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } => true,
        RedisServerException refused => RedisRefusal.IsPassing(refused.Message),
        // The connections were replaced between being taken and being used.
        ObjectDisposedException => !_isDisposed,
        _ => false,
    };

    private bool MayTryAgain(long started)
    {
        TimeSpan limit = _options.PublishTimeout < s_reconnectGrace ? _options.PublishTimeout : s_reconnectGrace;
        return !_isDisposed && _time.GetElapsedTime(started) < limit;
    }

    // The client has noticed by itself what the server has become, and sends it nothing any more.
    private bool HasOnlyReplicas()
    {
        if (_isDisposed || _multiplexer is not { } multiplexer) return false;
        IServer[] connected = [.. multiplexer.GetEndPoints().Select(endPoint => multiplexer.GetServer(endPoint)).Where(server => server.IsConnected)];
        return connected.Length > 0 && connected.All(server => server.IsSlave);
    }

    // The client may lose track of its connection for good, and believe that it has none or a sound one: where it is cut with calls waiting, reader and writer
    // notice it at once, and the slower one forgets the connection that the other has made since. Or what is on the way has dropped the connection and says so
    // to nobody. The client's events show neither; that nothing is answered does.
    private bool IsStuck() => !_isDisposed && _silence.HasLasted(s_stuckAfter);

    private BrokerUnavailableException Translate(Exception error) => error switch
    {
        RedisServerException refused => new BrokerUnavailableException(RedisRefusal.Explain(Display, refused.Message), refused),
        TimeoutException => new BrokerUnavailableException($"Redis at {Display} did not answer within {_options.PublishTimeout}.", error),
        // The client's own texts repeat keys and settings.
        _ => new BrokerUnavailableException($"The connection to Redis at {Display} is down or was lost ({error.GetType().Name}).", error),
    };

    // Whoever ended the wait, the call is still there.
    private void CountUntilAnswered(Task answer)
    {
        Interlocked.Increment(ref _unanswered);
        _ = answer.ContinueWith(
            static (late, connection) =>
            {
                _ = late.Exception;
                Interlocked.Decrement(ref ((RedisConnection)connection!)._unanswered);
            },
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private BrokerUnavailableException Unavailable(string how) => new($"This node {how} Redis at {Display}.");

    private sealed class NotSentException : Exception;
}
