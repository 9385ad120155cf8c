using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;

namespace PubSub.Core.Presence;

/// <summary>
/// A node's view of who is in a channel, kept while somebody on the node listens. What changes is appended to the log of the channel's companion; the two
/// change together, under the view's lock, so that a state and a place in the log can be had from one look.
/// </summary>
internal sealed class PresenceView
{
    /// <summary>How long a change may be missing before a snapshot is asked for.</summary>
    private static readonly TimeSpan s_holeTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(5);

    private readonly ChannelName _channel;
    private readonly PresenceCalls _calls;
    private readonly IEventSink _sink;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PresenceMembers _members;
    private PresenceState? _state;
    private TaskCompletionSource? _moved;
    private bool _isOpen;
    private bool _isAsking;
    private bool _asksAgain;
    private bool _awaitsHole;

    public PresenceView(ChannelName channel, PresenceCalls calls, IEventSink sink)
    {
        _channel = channel;
        _calls = calls;
        _sink = sink;
        _members = new PresenceMembers(OnEffect, calls.Time);
    }

    /// <summary>The last change that the view has seen.</summary>
    public PresencePosition Position
    {
        get
        {
            lock (_gate) return _members.Position;
        }
    }

    /// <summary>How many members the view has seen.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _members.Count;
        }
    }

    /// <summary>How many members the view has seen beside one, whether or not that is there.</summary>
    public int CountOthers(string memberId)
    {
        lock (_gate) return _members.CountOthers(memberId);
    }

    /// <summary>A member as the view has seen it last, or null where it has seen none of that id.</summary>
    public PresenceMember? Find(string memberId)
    {
        lock (_gate) return _members.Find(memberId);
    }

    /// <summary>Asks to be told of changes, and then for what there is.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _calls.AskAsync(static (store, channel, cancel) => store.WatchAsync(channel, cancel), _channel, cancellationToken);
        PresenceSnapshot snapshot = await ReadAsync(cancellationToken);
        bool isComplete;
        lock (_gate)
        {
            isComplete = _members.Adopt(snapshot, default) && !_asksAgain;
            _isOpen = true;
        }

        if (!isComplete) Ask();
        else LookForHole();
    }

    /// <summary>Takes a change that was told.</summary>
    public void OnChange(PresenceChange change)
    {
        bool isEnough;
        lock (_gate) isEnough = _members.Take(change);
        if (!isEnough) Ask();
        else LookForHole();
    }

    /// <summary>Asks for a snapshot, because changes may not have been told; where the view is about to be opened, once it is. Does not wait.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            _asksAgain = true;
            if (_isAsking || !_isOpen) return;
            _isAsking = true;
        }

        _ = Task.Run(AskAsync);
    }

    /// <summary>
    /// Waits until the view has seen a change; for a moment at first, after which a snapshot is asked for, and then no longer than a call to the store may take.
    /// </summary>
    public async Task ReachAsync(PresencePosition position, CancellationToken cancellationToken)
    {
        if (await HasReachedAsync(position, s_holeTimeout, cancellationToken)) return;
        Ask();
        await HasReachedAsync(position, _calls.Timeout, cancellationToken);
    }

    /// <summary>
    /// Sets a subscription to the companion's end, and answers who is there at that point: what changes later is what it reads next. Called by the owner of
    /// the session's write token, or before the session has started.
    /// </summary>
    public PresenceState Attach(Subscription subscription)
    {
        lock (_gate)
        {
            LogCursor cursor = subscription.Channel.Log.AttachAtEnd(out Contracts.EventId position);
            subscription.Position = position;
            subscription.PendingGap = null;
            subscription.GoLive(cursor);
            return _state ??= new PresenceState(PresenceSnapshot.Of(_members.Position, _members.All));
        }
    }

    /// <summary>Ends it; no snapshot is asked for any more.</summary>
    public void Stop() => _stop.Cancel();

    // Under the lock.
    private void OnEffect(PresenceChange change)
    {
        _state = null;
        _moved?.TrySetResult();
        _moved = null;
        // Nobody has read the view before it is open.
        if (_isOpen) _sink.OnEvent(_channel.Companion, new ChannelEvent(EphemeralPosition.Next(change.At), PresenceBody.Of(_channel, change)));
    }

    private void LookForHole()
    {
        lock (_gate)
        {
            if (!_isOpen || _awaitsHole || !_members.HasHole) return;
            _awaitsHole = true;
        }

        _ = AwaitHoleAsync();
    }

    // One wait at a time, however many changes are ahead.
    private async Task AwaitHoleAsync()
    {
        PresencePosition before = Position;
        await Task.Delay(s_holeTimeout, _calls.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isStill;
        lock (_gate)
        {
            _awaitsHole = false;
            isStill = _members.HasHole && _members.Position == before;
        }

        if (isStill) Ask();
        else LookForHole();
    }

    private async Task<bool> HasReachedAsync(PresencePosition position, TimeSpan limit, CancellationToken cancellationToken)
    {
        long started = _calls.Time.GetTimestamp();
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                PresencePosition seen = _members.Position;
                if (seen.Epoch == position.Epoch && seen.Version >= position.Version) return true;
                moved = (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            TimeSpan left = limit - _calls.Time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await moved.WaitAsync(left, _calls.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private async Task AskAsync()
    {
        TimeSpan retry = s_firstRetry;
        while (!_stop.IsCancellationRequested)
        {
            PresencePosition askedAt;
            lock (_gate)
            {
                _asksAgain = false;
                askedAt = _members.Await();
            }

            try
            {
                PresenceSnapshot snapshot = await ReadAsync(_stop.Token);
                lock (_gate)
                {
                    _asksAgain |= !_members.Adopt(snapshot, askedAt);
                    if (_asksAgain) continue;
                    _isAsking = false;
                    return;
                }
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // Logged with the call.
                await Task.Delay(retry, _calls.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }
        }
    }

    private ValueTask<PresenceSnapshot> ReadAsync(CancellationToken cancellationToken) =>
        _calls.AskAsync(static (store, channel, cancel) => store.GetAsync(channel, cancel), _channel, cancellationToken);
}
