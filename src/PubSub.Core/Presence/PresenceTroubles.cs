using Microsoft.Extensions.Logging;

namespace PubSub.Core.Presence;

/// <summary>
/// Logs failed calls of the presence store: the first at once, and those after it as a number, once a period at the most. A store that is away fails whatever a node asks
/// of it, which may be a call for each connection. Thread-safe.
/// </summary>
internal sealed class PresenceTroubles(TimeProvider time, ILogger logger)
{
    /// <summary>How long further failures are counted before their number is logged.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile bool _isCounting;
    private long _loggedAt;
    private int _unlogged;

    /// <summary>Takes note of a call that failed.</summary>
    public void OnFailure(Exception error)
    {
        int further;
        lock (_gate)
        {
            if (_isCounting && time.GetElapsedTime(_loggedAt) < Period)
            {
                _unlogged++;
                return;
            }

            further = _unlogged;
            Begin();
        }

        if (further > 0) PresenceLog.CallsFailed(logger, further);
        PresenceLog.CallFailed(logger, error);
    }

    /// <summary>Takes note of a call that was answered: where calls had failed and a period is over, tells how many.</summary>
    public void OnAnswer()
    {
        if (!_isCounting) return;
        int further;
        lock (_gate)
        {
            if (!_isCounting || time.GetElapsedTime(_loggedAt) < Period) return;
            _isCounting = false;
            further = _unlogged;
            _unlogged = 0;
        }

        if (further > 0) PresenceLog.CallsFailed(logger, further);
    }

    private void Begin()
    {
        _isCounting = true;
        _loggedAt = time.GetTimestamp();
        _unlogged = 0;
    }
}
