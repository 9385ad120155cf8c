using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;

namespace PubSub.Core.Fanout;

/// <summary>
/// A channel on this node: its window, its pump and its sessions, and the broker subscription that they share. The subscription and the window live
/// and die together.
/// </summary>
internal sealed class HubChannel
{
    private const int PageEvents = 256;

    private readonly Lock _lock = new();
    private readonly IEventAdapter _adapter;
    private readonly ChannelSync _sync;
    private readonly FanoutOptions _limits;
    private readonly TimeProvider _time;
    private readonly TimeSpan _readTimeout;
    private readonly TimeSpan _windowAge;
    private readonly Action<HubChannel> _forget;
    private readonly ILogger _logger;
    private Task? _opened;
    private Task? _closed;
    private int _references;
    private long _idleSince;

    /// <param name="name">The channel's address.</param>
    /// <param name="definition">Its declaration.</param>
    /// <param name="context">What the node's channels have in common.</param>
    /// <param name="forget">Called when the channel is closed, before <see cref="Closed"/> completes.</param>
    public HubChannel(ChannelName name, ChannelDefinition definition, FanoutContext context, Action<HubChannel> forget)
    {
        _forget = forget;
        Name = name;
        HasHistory = definition.Retention is not null && context.Adapter.History is not null;
        _windowAge = definition.Retention?.Age is { } age && age < context.Limits.WindowAge ? age : context.Limits.WindowAge;
        SlowSessions = context.SlowSessionsOf(definition);
        Log = new ChannelLog(context.Limits, context.Budget);
        Pump = new ChannelPump(Log, Sessions, context.Clock);
        _adapter = context.Adapter;
        _limits = context.Limits;
        _time = context.Time;
        _logger = context.Logger;
        _readTimeout = context.ReadTimeout;
        _sync = new ChannelSync(this, context);
    }

    public ChannelName Name { get; }

    public bool HasHistory { get; }

    public SlowSessionPolicy SlowSessions { get; }

    public ChannelLog Log { get; }

    public ChannelPump Pump { get; }

    public SessionSlots Sessions { get; } = new();

    /// <summary>Completes when the subscription is confirmed and the window has its start. It is tried once; see <see cref="Abandon"/>.</summary>
    public Task OpenAsync()
    {
        lock (_lock) return _opened ??= _sync.OpenAsync();
    }

    /// <summary>Keeps the channel open until <see cref="Release"/>. False where it is closing: wait for <see cref="Closed"/> and make another.</summary>
    public bool TryReference()
    {
        lock (_lock)
        {
            if (_closed is not null) return false;
            _references++;
            return true;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            if (--_references == 0) _idleSince = _time.GetTimestamp();
        }
    }

    /// <summary>Completes when a closing channel is closed.</summary>
    public Task Closed
    {
        get
        {
            lock (_lock) return _closed ?? Task.CompletedTask;
        }
    }

    /// <summary>
    /// Gives up a channel that could not be opened, so that the next attempt makes another. The subscription may have come about all the same, so it is ended.
    /// </summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _closed ??= CloseAsync();
        }
    }

    /// <summary>Gives up what the window has held for long enough.</summary>
    public void TrimWindow() => Log.TrimBefore((_time.GetUtcNow() - _windowAge).ToUnixTimeMilliseconds());

    /// <summary>Closes a channel that nobody has used for a while. Null where it is in use.</summary>
    public Task? CloseIfIdle(TimeSpan lifetime)
    {
        lock (_lock)
        {
            if (_closed is not null || _references > 0 || _time.GetElapsedTime(_idleSince) < lifetime) return null;
            return _closed = CloseAsync();
        }
    }

    public void OnEvent(ChannelEvent received) => _sync.OnEvent(received);

    public void OnContinuityLost() => _sync.OnContinuityLost();

    /// <summary>Reads a page of history.</summary>
    /// <exception cref="BrokerUnavailableException">The broker did not answer in time.</exception>
    public ValueTask<HistoryPage> ReadAfterAsync(HistoryPosition after, CancellationToken cancellationToken = default) =>
        _adapter.History!.ReadAsync(Name, after, PageEvents, _readTimeout, _time, cancellationToken);

    /// <summary>Has it logged that a subscriber was sent away, because the channel could not be read.</summary>
    public void NoteReadFailed(Exception error) => FanoutLog.ReadFailed(_logger, error, Name.Value);

    /// <summary>True where the fan-out lags by half the window.</summary>
    public bool Lags => Pump.Front.Lags(Log, _limits);

    /// <summary>Waits while the fan-out of this channel lags by half its window.</summary>
    /// <returns>False where it still did after <paramref name="limit"/>.</returns>
    public async ValueTask<bool> PaceAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        while (Lags)
        {
            Task advanced = Pump.Front.WhenAdvanced();
            if (!Lags) return true;
            TimeSpan left = limit - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await advanced.WaitAsync(left, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return !Lags;
            }
        }

        return true;
    }

    private async Task CloseAsync()
    {
        await Task.Yield();
        _sync.Stop();
        // An opening that nobody waits for any more must not subscribe after this has unsubscribed.
        if (_opened is { } opened) await opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _adapter.UnsubscribeAsync(Name, CancellationToken.None).AsTask().WaitAsync(_readTimeout, _time);
        }
        catch (Exception e)
        {
            // A broker that is away has no subscription of ours either.
            FanoutLog.CloseFailed(_logger, e, Name.Value);
        }

        Log.Free();
        _forget(this);
    }
}
