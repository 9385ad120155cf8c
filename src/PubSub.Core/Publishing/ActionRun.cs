using Microsoft.Extensions.Logging;
using PubSub.Core.Actions;
using PubSub.Core.Diagnostics;
using PubSub.Core.Idempotency;

namespace PubSub.Core.Publishing;

/// <summary>
/// One run of an action and the answer that its sender waits for: what the run came to or, where that takes too long, that it has timed out. The
/// first of the two counts; a run that ends later is told to the log. Safe to use from any thread.
/// </summary>
internal sealed class ActionRun
{
    // The sender goes on where the run ends, on its thread: nothing is left to do there.
    private readonly TaskCompletionSource<PublishResult> _answer = new();
    private readonly TimeSpan _limit;
    private readonly ILogger _logger;
    private int _isAnswered;

    /// <param name="sent">The event.</param>
    /// <param name="lease">The request's claim, or null where it has none.</param>
    /// <param name="limit">How long the run may take, from now on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="hostStopping">Fires when the host has no more time.</param>
    public ActionRun(SentEvent sent, ClaimLease? lease, TimeSpan limit, TimeProvider time, ILogger logger, CancellationToken hostStopping)
    {
        Sent = sent;
        Lease = lease;
        _limit = limit;
        _logger = logger;
        Deadline = new ActionDeadline(
            limit, time, static self => ((ActionRun)self).TimeOut(), this, lease?.Lost ?? CancellationToken.None, hostStopping);
    }

    public SentEvent Sent { get; }

    /// <summary>The request's claim, or null where it has none.</summary>
    public ClaimLease? Lease { get; }

    /// <summary>To be disposed of when the action has ended.</summary>
    public ActionDeadline Deadline { get; }

    public Task<PublishResult> Answer => _answer.Task;

    public void Succeed(PublishResult result)
    {
        if (MayAnswer()) _answer.SetResult(result);
        else PublishLog.ActionEndedLate(_logger, Sent.Definition.Name, Sent.RequestId);
    }

    public void Fail(Exception error)
    {
        if (MayAnswer()) _answer.SetException(error);
        else PublishLog.ActionFailedLate(_logger, error, Sent.Definition.Name, Sent.RequestId);
    }

    // Not on the clock's thread, which the sender would hold up.
    private void TimeOut()
    {
        if (MayAnswer()) ThreadPool.UnsafeQueueUserWorkItem(static self => self.AnswerTimeout(), this, preferLocal: false);
    }

    private void AnswerTimeout()
    {
        PublishLog.ActionTimedOut(_logger, Sent.Definition.Name, _limit, Sent.RequestId);
        _answer.SetException(ActionRunner.TimedOut(Sent));
    }

    private bool MayAnswer() => Interlocked.Exchange(ref _isAnswered, 1) == 0;
}
