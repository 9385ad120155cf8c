using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Diagnostics;
using PubSub.Core.Presence;

namespace PubSub.Core.Fanout;

/// <summary>
/// Everything that this node's subscribers share: one window, pump and broker subscription for each channel that somebody listens to, and one timer
/// for all keep-alives. Thread-safe.
/// </summary>
internal sealed class FanoutHub : IEventSink, IAsyncDisposable
{
    private const int MostRefills = 32;
    private static readonly TimeSpan s_shortestSweep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestSweep = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<ChannelName, HubChannel> _channels = new();
    private readonly FanoutContext _context;
    private readonly FanoutContext? _companions;
    private readonly FlushClock _clock;
    private readonly SessionWheel _wheel;
    private readonly SessionDeadlines _deadlines;
    private readonly ITimer _sweep;
    private readonly TopWatch? _tops;
    private int _sessions;

    /// <param name="adapter">The broker.</param>
    /// <param name="options">The host's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="presence">Where the companions of channels come from; null where none is asked for.</param>
    public FanoutHub(IEventAdapter adapter, PubSubOptions options, TimeProvider time, ILogger<FanoutHub> logger, PresenceFeed? presence = null)
    {
        FanoutOptions limits = options.Fanout;
        _clock = new FlushClock(limits.FlushTick, time);
        _context = new FanoutContext(
            new AdapterSource(adapter),
            Forget,
            limits,
            new NodeBudget(limits.NodeBytes),
            _clock,
            new IdleChannels(limits.MaxIdleChannels),
            new SemaphoreSlim(MostRefills),
            time,
            options.PublishTimeout,
            options.OptionsOf,
            logger);
        if (presence is not null) _companions = _context with { Source = presence };
        _wheel = new SessionWheel(limits, time);
        _deadlines = new SessionDeadlines(time);
        TimeSpan period = limits.IdleChannelLifetime / 4;
        period = period < s_shortestSweep ? s_shortestSweep : period > s_longestSweep ? s_longestSweep : period;
        _sweep = time.CreateTimer(static hub => ((FanoutHub)hub!).SweepChannels(), this, period, period);
        if (adapter is { MayLoseSilently: true, History: { } history })
            _tops = new TopWatch(history, _channels.Select(static each => each.Value), limits.TopCheckPeriod, options.PublishTimeout, time, logger);
    }

    /// <summary>How many sessions there are.</summary>
    public int SessionCount => Volatile.Read(ref _sessions);

    /// <summary>How many sessions end by a credential's time.</summary>
    internal int DeadlineCount => _deadlines.Count;

    /// <summary>How many channels have a window on this node.</summary>
    public int ChannelCount => _channels.Count;

    /// <summary>The bytes that all windows hold.</summary>
    public long WindowBytes => _context.Budget.Used;

    public TimeSpan KeepAlive => _context.Limits.KeepAlive;

    /// <summary>Makes room for one more session, until <see cref="GiveBack"/> or the end of a session that was added and gives it back.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.TooManyConnections"/>.</exception>
    public void Reserve()
    {
        if (Interlocked.Increment(ref _sessions) <= _context.Limits.MaxSessions) return;
        GiveBack();
        throw new PubSubException(ErrorCode.TooManyConnections, "The server holds as many streams as it may. Try again later.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
    }

    /// <summary>Gives back what <see cref="Reserve"/> made room for, where no session came of it or the session does not.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _sessions);

    /// <summary>Works out where a session begins in each of its channels, and keeps these open until a session over them has ended.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.TooManyConnections"/>, or <see cref="ErrorCode.BrokerUnavailable"/>. Nothing is left behind then.
    /// </exception>
    public async ValueTask<Subscription[]> PrepareAsync(IReadOnlyList<SubscribeRequest> requests, CancellationToken cancellationToken)
    {
        Reserve();
        try
        {
            return await OpenAllAsync(requests, HubChannel.PageBytes / requests.Count, cancellationToken);
        }
        catch
        {
            GiveBack();
            throw;
        }
    }

    /// <summary>
    /// The same for channels that are to be added to a session that runs, and so without room for another session. No page of history is held for them: how many of them wait
    /// for a session is its client's doing. Each reads its first when the session has taken it, and they share what one session may hold.
    /// </summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.BrokerUnavailable"/>. Nothing is left behind then.</exception>
    public ValueTask<Subscription[]> OpenAsync(IReadOnlyList<SubscribeRequest> requests, CancellationToken cancellationToken) =>
        OpenAllAsync(requests, firstPageBytes: 0, cancellationToken);

    private async ValueTask<Subscription[]> OpenAllAsync(IReadOnlyList<SubscribeRequest> requests, int firstPageBytes, CancellationToken cancellationToken)
    {
        var held = new List<HubChannel>(requests.Count);
        int at = 0;
        try
        {
            // All are being opened before the first is waited for: a broker that is away takes no longer for many channels than for one.
            foreach (SubscribeRequest request in requests)
            {
                HubChannel channel = await AcquireAsync(request, cancellationToken);
                held.Add(channel);
                _ = channel.OpenAsync();
            }

            var subscriptions = new Subscription[requests.Count];
            for (; at < subscriptions.Length; at++)
            {
                await held[at].OpenAsync().WaitAsync(cancellationToken);
                subscriptions[at] = await ResumePlan.MakeAsync(held[at], requests[at], firstPageBytes, cancellationToken);
            }

            return subscriptions;
        }
        catch (Exception e)
        {
            foreach (HubChannel channel in held) channel.Release();
            // Whatever an adapter throws, the subscriber's remedy is the same.
            if (e is PubSubException || cancellationToken.IsCancellationRequested) throw;
            FanoutLog.ReadFailed(_context.Logger, e, requests[at].Channel.Value);
            throw new PubSubException(ErrorCode.BrokerUnavailable, "The channel cannot be read at the moment. Try again.", e) { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    /// <summary>Lets go of what <see cref="PrepareAsync"/> has answered, where no session came of it.</summary>
    public void Abandon(Subscription[] subscriptions)
    {
        Release(subscriptions);
        GiveBack();
    }

    /// <summary>Lets go of what <see cref="OpenAsync"/> has answered, where no session was given it.</summary>
    public static void Release(Subscription[] subscriptions)
    {
        foreach (Subscription subscription in subscriptions) subscription.Channel.Release();
    }

    /// <summary>Sets a session going. When it has ended, it is let go of before its <see cref="Session.Completion"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="endsAt">When the credential ends that it was opened with, or null.</param>
    public void Add(Session session, DateTimeOffset? endsAt = null)
    {
        if (endsAt is { } deadline) _deadlines.Add(session, deadline);
        foreach (Subscription subscription in session.Subscriptions) subscription.Join(session);
        _wheel.Add(session);
        session.Start(this);
    }

    /// <summary>Called by a session that has ended: lets go of it and of its channels.</summary>
    internal void Remove(Session session)
    {
        _wheel.Remove(session);
        _deadlines.Remove(session);
        foreach (Subscription subscription in session.Subscriptions)
        {
            subscription.Leave();
            subscription.Channel.Release();
        }

        if (session.GivesPlaceBack) GiveBack();
    }

    /// <summary>How many sessions of this node read a channel; those of each partition where it is divided.</summary>
    public int SubscribersOf(ChannelName channel) => _channels.TryGetValue(channel, out HubChannel? found) ? found.Sessions.Count : 0;

    /// <summary>Goes over all sessions; one that comes or goes meanwhile may be left out.</summary>
    public void ForEachSession(Action<Session> action) => _wheel.ForEach(action);

    /// <summary>Ends every session.</summary>
    public void CloseAll(SessionEnd end) => ForEachSession(session => session.Close(end));

    /// <summary>
    /// Waits while the fan-out of a channel lags, and pauses where its sessions do, so that a publisher does not push healthy subscribers out of the window.
    /// </summary>
    /// <returns>False where it still lagged after <paramref name="limit"/>.</returns>
    public ValueTask<bool> PaceAsync(ChannelName channel, TimeSpan limit, CancellationToken cancellationToken) =>
        _channels.TryGetValue(channel, out HubChannel? found) && found.HoldsPublishers
            ? found.PaceAsync(limit, cancellationToken)
            : new ValueTask<bool>(true);

    void IEventSink.OnEvent(ChannelName channel, ChannelEvent received)
    {
        if (_channels.TryGetValue(channel, out HubChannel? found)) found.OnEvent(received);
    }

    void IEventSink.OnContinuityLost(ChannelName? channel)
    {
        FanoutLog.ContinuityLost(_context.Logger, channel is { } lost ? $"channel {lost.Value}" : "all channels");
        PubSubMetrics.ContinuityLost(_context.Source.Name, PubSubMetrics.LossSeenByConnection);
        if (channel is not { } one)
        {
            // Not its Values, which are a copy made under all of its locks.
            foreach ((_, HubChannel each) in _channels)
            {
                // The adapter carries no companions.
                if (!each.Name.IsCompanion) each.OnContinuityLost();
            }
        }
        else if (_channels.TryGetValue(one, out HubChannel? found))
        {
            found.OnContinuityLost();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        if (_tops is not null) await _tops.DisposeAsync();
        _wheel.Dispose();
        _deadlines.Dispose();
        _clock.Dispose();
        CloseAll(SessionEnd.Draining);
    }

    private async ValueTask<HubChannel> AcquireAsync(SubscribeRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            HubChannel channel = _channels.GetOrAdd(
                request.Channel, static (name, made) => new HubChannel(name, made.Definition, made.Context), (request.Definition, Context: request.Channel.IsCompanion ? _companions! : _context));
            if (channel.TryReference()) return channel;
            await channel.Closed.WaitAsync(cancellationToken);
        }
    }

    private void Forget(HubChannel channel) => _channels.TryRemove(KeyValuePair.Create(channel.Name, channel));

    private void SweepChannels()
    {
        foreach ((_, HubChannel channel) in _channels)
        {
            if (channel.CloseIfIdle(_context.Limits.IdleChannelLifetime) is not null) continue;
            channel.PassQuiet();
            channel.TrimWindow();
        }
    }
}
