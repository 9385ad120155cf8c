namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>What a test sees of the actions of its host, and how it holds them up.</summary>
public sealed class ProbeState
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Completed when an action has begun to wait.</summary>
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed by the test to let it end.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int CountRun() => Interlocked.Increment(ref _runs);
}
