using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Fanout;

/// <summary>
/// Keeps a channel's window true to the broker: it begins at the channel's top, takes live events in order, and is filled from history where events
/// may have been lost. While it is being filled, live events wait in a bounded buffer; if that overflows, the filling begins anew.
/// </summary>
internal sealed class ChannelSync
{
    private const int MostPending = 4096;

    /// <summary>For how long a look at the broker vouches for the window: repeats from before it cost one read in this time at the most.</summary>
    private static readonly TimeSpan s_vouchedFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(5);

    private readonly HubChannel _channel;

    // Both only while the channel is opened or filled.
    private CancellationTokenSource? _stop = new();
    private Queue<ChannelEvent>? _pending;
    private bool _isOpen;
    private bool _isLive;
    private bool _isFilling;
    private bool _isStopped;
    private bool _overflowed;

    // When the broker last said that the window's end is a position of its stream.
    private long _vouchedAt;

    /// <param name="channel">The channel.</param>
    public ChannelSync(HubChannel channel) => _channel = channel;

    /// <summary>Subscribes and begins the window.</summary>
    public async Task OpenAsync()
    {
        CancellationToken stopped = StopToken();
        await _channel.Context.Source.SubscribeAsync(_channel.Name, stopped).AsTask().WaitAsync(_channel.Context.ReadTimeout, _channel.Context.Time);
        EventId start = _channel.HasHistory
            ? await _channel.Context.Source.History!.GetTopAsync(_channel.Name, stopped).AsTask().WaitAsync(_channel.Context.ReadTimeout, _channel.Context.Time)
            : EphemeralPosition.Next(_channel.Context.Time);
        bool overflowed;
        lock (_channel.Log)
        {
            _isOpen = true;
            _channel.Log.Reset(start);
            _vouchedAt = _channel.Context.Time.GetTimestamp();
            overflowed = !TakePending();
        }

        // More arrived while the channel was being opened than is kept aside: history has it.
        if (overflowed) Refill();
        else DropStop();
    }

    /// <summary>Takes a live event; never blocks.</summary>
    public void OnEvent(ChannelEvent received)
    {
        lock (_channel.Log)
        {
            if (!_isLive)
            {
                SetAside(received);
                return;
            }

            if (Take(received)) _channel.Pump.Signal();
        }
    }

    /// <summary>Fills the window from history, because live events may have been lost.</summary>
    public void OnContinuityLost()
    {
        lock (_channel.Log)
        {
            if (!_isLive) _overflowed = true;
            // The window has no start yet; what opens the channel goes on to history when it has one.
            if (!_isOpen) return;
            if (!_channel.HasHistory)
            {
                // Whatever was lost cannot be had again: every session is told.
                _channel.Log.Reset(EphemeralPosition.Next(_channel.Context.Time));
                _channel.Pump.Signal();
                return;
            }
        }

        Refill();
    }

    /// <summary>Moves the window's end on to a position up to which every event was taken.</summary>
    public void OnDelivered(EventId position)
    {
        lock (_channel.Log)
        {
            // Else some of them are set aside, or were lost.
            if (_isLive) _channel.Log.PassTo(position);
        }
    }

    /// <summary>The position of the window's end. False while the window is not up to date, because it is being opened or filled.</summary>
    public bool TryGetEnd(out EventId end)
    {
        lock (_channel.Log)
        {
            end = _channel.Log.EndId;
            return _isLive;
        }
    }

    /// <summary>Fills the window from history, because the broker's top is not what it ends with.</summary>
    public void OnTopDiffers()
    {
        lock (_channel.Log)
        {
            if (!_isLive) return;
        }

        FanoutLog.TopDiffers(_channel.Context.Logger, _channel.Name.Value);
        PubSubMetrics.ContinuityLost(_channel.Context.Source.Name, PubSubMetrics.LossSeenByTop);
        Refill();
    }

    /// <summary>Ends the filling; live events are no longer taken.</summary>
    public void Stop()
    {
        CancellationTokenSource? stop;
        lock (_channel.Log)
        {
            _isLive = false;
            _isStopped = true;
            stop = _stop;
        }

        stop?.Cancel();
    }

    // Cancelled for good once the channel has been stopped.
    private CancellationToken StopToken()
    {
        lock (_channel.Log) return _isStopped ? new CancellationToken(canceled: true) : (_stop ??= new CancellationTokenSource()).Token;
    }

    private void DropStop()
    {
        lock (_channel.Log)
        {
            if (!_isFilling) _stop = null;
        }
    }

    private void SetAside(ChannelEvent received)
    {
        if ((_pending?.Count ?? 0) < MostPending)
        {
            (_pending ??= new Queue<ChannelEvent>()).Enqueue(received);
        }
        else
        {
            _overflowed = true;
            _pending = null;
        }
    }

    // Under the lock. False where events were lost aside, so that the window is not up to date.
    private bool TakePending()
    {
        if (_overflowed && _channel.HasHistory)
        {
            _overflowed = false;
            _pending = null;
            return false;
        }

        _overflowed = false;
        _isLive = true;
        while (_isLive && _pending is { } pending && pending.TryDequeue(out ChannelEvent waiting)) Take(waiting);
        if (_isLive) _pending = null;
        _channel.Pump.Signal();
        return _isLive;
    }

    // Under the lock. True where the window has changed.
    private bool Take(ChannelEvent received)
    {
        switch (_channel.HasHistory ? _channel.Log.PlaceOf(received.Id, received.Previous) : LogPlace.Next)
        {
            case LogPlace.Beyond when _channel.Context.Source.History!.HasContiguousOffsets:
                // What lies between was lost. History has it, and this event too.
                FanoutLog.HoleFound(_channel.Context.Logger, _channel.Name.Value);
                PubSubMetrics.ContinuityLost(_channel.Context.Source.Name, PubSubMetrics.LossSeenByHole);
                Refill();
                return false;

            case LogPlace.Next or LogPlace.Beyond:
                _channel.Log.Append(received.Id, received.Body);
                return true;

            case LogPlace.Known:
                return false;

            case LogPlace.Before:
                // Nearly always a repeat. A stream that was rolled back may give such an id as well: then its history does not hold the window's end.
                if (_channel.Context.Time.GetElapsedTime(_vouchedAt) >= s_vouchedFor) Refill();
                return false;

            default:
                BeginAnew(received.Id);
                return true;
        }
    }

    // Under the lock. Another epoch, an offset that another event already had, or another event before it than the window's last: this is not the stream that the
    // window was of. History tells what it is now.
    private void BeginAnew(EventId start)
    {
        _channel.NoteStreamChanged();
        _isLive = false;
        _pending = null;
        _channel.Log.Reset(start);
        Refill();
    }

    private void Refill()
    {
        lock (_channel.Log)
        {
            _isLive = false;
            if (_isFilling) return;
            _isFilling = true;
        }

        _ = Task.Run(RefillAsync);
    }

    private async Task RefillAsync()
    {
        TimeSpan retry = s_firstRetry;
        CancellationToken stopped = StopToken();
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                int found = await WindowRefill.ReadToTopAsync(_channel, _channel.Context.Refills, stopped);
                lock (_channel.Log)
                {
                    _vouchedAt = _channel.Context.Time.GetTimestamp();
                    if (!TakePending()) continue;
                    _isFilling = false;
                    _stop = null;
                }

                FanoutLog.Refilled(_channel.Context.Logger, _channel.Name.Value, found);
                PubSubMetrics.Refilled(_channel.Context.Source.Name);
                return;
            }
            catch (Exception e)
            {
                if (stopped.IsCancellationRequested) return;
                FanoutLog.RefillFailed(_channel.Context.Logger, e, _channel.Name.Value, retry);
                if (!await TryWaitAsync(retry, stopped)) return;
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }
        }
    }

    private async Task<bool> TryWaitAsync(TimeSpan delay, CancellationToken stopped)
    {
        try
        {
            await Task.Delay(delay, _channel.Context.Time, stopped);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
