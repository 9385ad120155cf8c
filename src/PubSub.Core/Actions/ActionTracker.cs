using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Actions;

/// <summary>
/// Counts the actions that run, whether or not anyone waits for them still. A host that stops waits for them as long as its shutdown timeout allows,
/// then cancels them. Safe to use from any thread.
/// </summary>
internal sealed class ActionTracker : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private TaskCompletionSource? _idle;
    private int _running;

    public ActionTracker(ILogger<ActionTracker> logger)
    {
        _logger = logger;
        Stopping = _stop.Token;
    }

    /// <summary>Fires when the host has no more time for actions.</summary>
    public CancellationToken Stopping { get; }

    public int Running
    {
        get
        {
            lock (_gate) return _running;
        }
    }

    /// <summary>Counts an action, until <see cref="Leave"/>.</summary>
    public void Enter()
    {
        lock (_gate) _running++;
    }

    /// <summary>Called once for each <see cref="Enter"/>.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_running > 0) return;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until no action runs. When the token fires first, the actions are cancelled and not waited for any longer.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_gate)
        {
            if (_running == 0) return;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        try
        {
            await idle.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            PublishLog.ActionsCancelled(_logger, Running);
            await _stop.CancelAsync();
        }
    }

    public void Dispose() => _stop.Dispose();
}
