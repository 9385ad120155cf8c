namespace PubSub.Core.Actions;

/// <summary>
/// Bounds one run of an action: its token fires when the run has taken too long, when its claim is lost, or when the host runs out of time.
/// </summary>
internal sealed class ActionDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public ActionDeadline(TimeSpan limit, TimeProvider time, CancellationToken claimLost, CancellationToken hostStopping)
    {
        ClaimLost = claimLost;
        _source = CancellationTokenSource.CreateLinkedTokenSource(claimLost, hostStopping);
        _timer = time.CreateTimer(static self => ((ActionDeadline)self!).Expire(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The action's token.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Completes when the run has taken too long, and never once it has ended in time.</summary>
    public Task Expired => _expired.Task;

    /// <summary>Fires when another holder may have taken the claim.</summary>
    public CancellationToken ClaimLost { get; }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Expire()
    {
        _expired.TrySetResult();
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
