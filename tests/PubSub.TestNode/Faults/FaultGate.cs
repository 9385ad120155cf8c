using System.Diagnostics;

namespace PubSub.TestNode.Faults;

/// <summary>Fails the node when its point is first reached, and says so before.</summary>
internal sealed class FaultGate(NodeSettings node)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isReached;

    /// <summary>Ends a hang.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Called wherever a node can be told to fail.</summary>
    public async Task PassAsync(FaultPoint point)
    {
        if (point != node.FaultAt || Interlocked.Exchange(ref _isReached, 1) != 0) return;
        await Console.Out.WriteLineAsync($"reached {point}");
        await Console.Out.FlushAsync();
        if (node.Fault == FaultKind.Crash) Process.GetCurrentProcess().Kill();
        await _released.Task;
    }
}
