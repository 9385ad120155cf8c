using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Idempotency;

/// <summary>A claim that is held: renewed every third of its lease until it is disposed or lost. Disposing stops the renewal and frees nothing.</summary>
internal sealed class ClaimLease : IDisposable
{
    private readonly IIdempotencyStore _store;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _period;
    private readonly ITimer _first;
    private volatile PeriodicTimer? _further;

    // Never given a timer or linked to another source, so there is nothing in it to dispose.
    private readonly CancellationTokenSource _lost = new();
    private long _heldSince;
    private volatile bool _isOver;

    /// <param name="store">Where the claim is.</param>
    /// <param name="key">What is claimed.</param>
    /// <param name="token">The claim's fencing token.</param>
    /// <param name="duration">The lease.</param>
    /// <param name="asked">The timestamp before the claim was asked for: the lease began no earlier.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ClaimLease(IIdempotencyStore store, string key, long token, TimeSpan duration, long asked, TimeProvider time, ILogger logger)
    {
        _store = store;
        Key = key;
        Token = token;
        _duration = duration;
        _heldSince = asked;
        _time = time;
        _logger = logger;
        Lost = _lost.Token;
        _period = duration / 3;
        // Nearly every claim is done before its first renewal, and those that are not pay for their own timer then.
        _first = time.CreateTimer(static self => _ = ((ClaimLease)self!).RenewAsync(), this, _period, Timeout.InfiniteTimeSpan);
    }

    public string Key { get; }

    public long Token { get; }

    /// <summary>Fires when the claim is known to be lost.</summary>
    public CancellationToken Lost { get; }

    /// <summary>False from the moment at which another may hold the claim, by this node's clock.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && _time.GetElapsedTime(Interlocked.Read(ref _heldSince)) < _duration;

    public void Dispose()
    {
        // A renewal that is under way is not waited for: it changes nothing any more, and a frozen store would hold up the answer.
        _isOver = true;
        _first.Dispose();
        _further?.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = _further = new PeriodicTimer(_period, _time);
        do
        {
            if (_isOver) return;
            long asked = _time.GetTimestamp();
            bool refused = false;
            try
            {
                // A store that does not answer must not keep this from seeing that the lease is over.
                refused = !await _store.RenewAsync(Key, Token, _duration, CancellationToken.None).AsTask().WaitAsync(_period, _time);
                if (!refused) Interlocked.Exchange(ref _heldSince, asked);
            }
            catch (Exception error)
            {
                PublishLog.RenewFailed(_logger, error);
            }

            if (_isOver) return;
            if (!refused && IsHeld) continue;
            PublishLog.ClaimLost(_logger);
            await _lost.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        while (await timer.WaitForNextTickAsync());
    }
}
