using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Fanout;

/// <summary>
/// A channel on this node: its window, its pump and its sessions, and the broker subscription that they share. The subscription and the window live
/// and die together.
/// </summary>
internal sealed class HubChannel
{
    private const int PageEvents = 256;

    /// <summary>The most bytes that one reader of history holds of it at a time, but for a single event that is larger.</summary>
    public const int PageBytes = 1 << 20;

    // Many channels are quiet: what they have in common is kept once, and what they need only when something happens is made then. There are two locks, both of
    // them objects that are there anyway: the sync's guards the fields below, and the log's the window and the set of sessions. An adapter may deliver events
    // while it is subscribed to or unsubscribed from, so that they must not be one.
    private readonly ChannelSync _sync;
    private readonly ChannelRetention? _retention;
    private ChannelFilters? _filters;
    private Task? _opened;
    private Task? _closed;
    private int _references;
    private bool _isIdle;
    private long _idleSince;

    /// <param name="name">The channel's address.</param>
    /// <param name="definition">Its declaration.</param>
    /// <param name="context">What the node's channels have in common.</param>
    public HubChannel(ChannelName name, ChannelDefinition definition, FanoutContext context)
    {
        Context = context;
        Name = name;
        _retention = definition.Retention;
        HasHistory = definition.Retention is not null && context.Source.History is not null;
        // Who has fallen behind on a companion is told by a snapshot what there is.
        IsCompanion = name.IsCompanion;
        SlowSessions = IsCompanion ? SlowSessionPolicy.CatchUp : context.SlowSessionsOf(definition);
        Log = new ChannelLog(context.Limits, context.Budget, isOrdered: HasHistory);
        Sessions = new Slots<Subscription>(Log);
        Pump = new ChannelPump(Log, Sessions, context.Clock);
        _sync = new ChannelSync(this);
    }

    public ChannelName Name { get; }

    /// <summary>What it has in common with the node's other channels.</summary>
    public FanoutContext Context { get; }

    public bool HasHistory { get; }

    /// <summary>Whether it is where sessions are told who is in a channel: its entries are changes, and in place of a gap a session is told who is there.</summary>
    public bool IsCompanion { get; }

    /// <summary>Where its events come from.</summary>
    public IChannelSource Source => Context.Source;

    public SlowSessionPolicy SlowSessions { get; }

    public ChannelLog Log { get; }

    public ChannelPump Pump { get; }

    public Slots<Subscription> Sessions { get; }

    /// <summary>The filters of the sessions that have one.</summary>
    public ChannelFilters Filters => _filters ?? Interlocked.CompareExchange(ref _filters, new ChannelFilters(), null) ?? _filters!;

    /// <summary>
    /// Completes when the subscription is confirmed and the window has its start. It is tried once: where it fails the channel closes, and the next attempt makes another.
    /// </summary>
    public Task OpenAsync()
    {
        lock (_sync)
        {
            _opened ??= OpenOrCloseAsync();
            // What it took is not kept for as long as the channel is open.
            if (_opened.IsCompletedSuccessfully) _opened = Task.CompletedTask;
            return _opened;
        }
    }

    /// <summary>Keeps the channel open until <see cref="Release"/>. False where it is closing: wait for <see cref="Closed"/> and make another.</summary>
    public bool TryReference()
    {
        lock (_sync)
        {
            if (_closed is not null) return false;
            _references++;
            EndIdling();
            return true;
        }
    }

    public void Release()
    {
        lock (_sync)
        {
            if (--_references > 0) return;
            _idleSince = Context.Time.GetTimestamp();
            if (_closed is not null) return;
            _isIdle = true;
            if (!Context.Idle.Add()) _ = CloseIfIdle(TimeSpan.Zero);
        }
    }

    // Under the lock.
    private void EndIdling()
    {
        if (!_isIdle) return;
        _isIdle = false;
        Context.Idle.Remove();
    }

    /// <summary>Completes when a closing channel is closed.</summary>
    public Task Closed
    {
        get
        {
            lock (_sync) return _closed ?? Task.CompletedTask;
        }
    }

    /// <summary>Moves the window's end on to where the broker's log holds nothing more of the channel, if the adapter knows such a place. Does not throw.</summary>
    public void PassQuiet()
    {
        if (!HasHistory) return;
        try
        {
            if (Context.Source.History!.GetDelivered(Name) is { } delivered) _sync.OnDelivered(delivered);
        }
        catch (Exception e)
        {
            // A timer's thread comes here: what an adapter throws must not end the process.
            FanoutLog.DeliveredUnknown(Context.Logger, e, Name.Value);
        }
    }

    /// <summary>Gives up what the window has held for long enough.</summary>
    public void TrimWindow()
    {
        TimeSpan age = _retention?.Age is { } retained && retained < Context.Limits.WindowAge ? retained : Context.Limits.WindowAge;
        Log.TrimBefore((Context.Time.GetUtcNow() - age).ToUnixTimeMilliseconds());
    }

    /// <summary>Closes a channel that nobody has used for a while. Null where it is in use.</summary>
    public Task? CloseIfIdle(TimeSpan lifetime)
    {
        lock (_sync)
        {
            if (_closed is not null || _references > 0 || Context.Time.GetElapsedTime(_idleSince) < lifetime) return null;
            EndIdling();
            return _closed = CloseAsync();
        }
    }

    public void OnEvent(ChannelEvent received) => _sync.OnEvent(received);

    public void OnContinuityLost() => _sync.OnContinuityLost();

    /// <summary>The position of the window's end. False while the window is not up to date, because it is being opened or filled.</summary>
    public bool TryGetEnd(out EventId end) => _sync.TryGetEnd(out end);

    /// <summary>Says that the broker's top is not what the window ends with, although it should be.</summary>
    public void OnTopDiffers() => _sync.OnTopDiffers();

    /// <summary>Reads a page of history; one that is truncated may be without events.</summary>
    /// <exception cref="BrokerUnavailableException">The broker did not answer in time.</exception>
    public ValueTask<HistoryPage> ReadAfterAsync(HistoryPosition after, int bytes = PageBytes, CancellationToken cancellationToken = default) =>
        Context.Source.History!.ReadAsync(
            Name, after, new ReadOptions(PageEvents, bytes, _retention) { OnlyIfContinuous = true }, Context.ReadTimeout, Context.Time, cancellationToken);

    /// <summary>Has it logged that a subscriber was sent away, because the channel could not be read. Does not throw.</summary>
    public void NoteReadFailed(Exception error)
    {
        try
        {
            FanoutLog.ReadFailed(Context.Logger, error, Name.Value);
        }
        catch (Exception)
        {
            // A log that fails; nobody waits for who calls this.
        }
    }

    /// <summary>Has it logged and counted that the broker's stream is not the one that was being read.</summary>
    public void NoteStreamChanged()
    {
        FanoutLog.StreamChanged(Context.Logger, Name.Value);
        PubSubMetrics.StreamChanged(Context.Source.Name);
    }

    /// <summary>True where the fan-out lags by half the window.</summary>
    public bool Lags => Pump.Front is { } front && front.Lags(Log, Context.Limits);

    /// <summary>True where publishers are to wait or to slow down.</summary>
    public bool HoldsPublishers => Lags || Pump.Front is { AsksForPause: true };

    /// <summary>
    /// Waits while the fan-out of this channel lags by half its window; and where a good part of the sessions lags although they take what they are given, pauses
    /// a little. The pause refuses nobody, and the channel has a bounded time of it, so that no readers can hold its publishers.
    /// </summary>
    /// <returns>False where the fan-out still lagged after <paramref name="limit"/>.</returns>
    public async ValueTask<bool> PaceAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (Pump.Front is not { } front) return true;
        TimeSpan pause = front.TakePause();
        if (pause > TimeSpan.Zero) await Task.Delay(pause, Context.Time, cancellationToken);
        long start = Context.Time.GetTimestamp();
        while (Lags)
        {
            Task advanced = front.WhenAdvanced();
            if (!Lags) return true;
            TimeSpan left = limit - Context.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await advanced.WaitAsync(left, Context.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return !Lags;
            }
        }

        return true;
    }

    private async Task OpenOrCloseAsync()
    {
        try
        {
            await _sync.OpenAsync();
        }
        catch
        {
            // The subscription may have come about all the same, so it is ended.
            lock (_sync)
            {
                EndIdling();
                _closed ??= CloseAsync();
            }

            throw;
        }
    }

    private async Task CloseAsync()
    {
        await Task.Yield();
        try
        {
            _sync.Stop();
            await UnsubscribeAsync();
        }
        finally
        {
            Log.Free();
            Context.Forget(this);
        }
    }

    private async Task UnsubscribeAsync()
    {
        // An opening that nobody waits for any more must not subscribe after this has unsubscribed.
        Task? opened;
        lock (_sync) opened = _opened;
        if (opened is not null) await opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await Context.Source.UnsubscribeAsync(Name, CancellationToken.None).AsTask().WaitAsync(Context.ReadTimeout, Context.Time);
        }
        catch (Exception e)
        {
            // A broker that is away has no subscription of ours either.
            FanoutLog.CloseFailed(Context.Logger, e, Name.Value);
        }
    }
}
