namespace PubSub.Core.Actions;

/// <summary>
/// Bounds one run of an action: its token fires when the run has taken too long, when its claim is lost, or when the host runs out of time.
/// </summary>
internal sealed class ActionDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly Action<object> _expired;
    private readonly object _state;
    private readonly ITimer _timer;
    private volatile bool _hasExpired;

    /// <param name="limit">How long the run may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="expired">Called, with <paramref name="state"/>, when the run has taken too long, on the clock's thread, which it must not hold up; never once it has ended in time.</param>
    /// <param name="state">What the call is about.</param>
    /// <param name="claimLost">Fires when another holder may have taken the claim.</param>
    /// <param name="hostStopping">Fires when the host has no more time.</param>
    public ActionDeadline(
        TimeSpan limit, TimeProvider time, Action<object> expired, object state, CancellationToken claimLost, CancellationToken hostStopping)
    {
        ClaimLost = claimLost;
        _expired = expired;
        _state = state;
        _source = CancellationTokenSource.CreateLinkedTokenSource(claimLost, hostStopping);
        _timer = time.CreateTimer(static self => ((ActionDeadline)self!).Expire(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The action's token.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True from the moment at which the run has taken too long.</summary>
    public bool HasExpired => _hasExpired;

    /// <summary>Fires when another holder may have taken the claim.</summary>
    public CancellationToken ClaimLost { get; }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Expire()
    {
        _hasExpired = true;
        _expired(_state);
        try
        {
            // What the action registered on its token may throw: that must not end the timer's thread.
            _ = _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The action ended at this moment.
        }
    }
}
