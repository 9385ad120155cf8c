namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>What calls allocate on the thread that makes them.</summary>
internal static class Allocations
{
    /// <summary>The calls that are not counted.</summary>
    public const int WarmUp = 100;

    /// <summary>The calls that are.</summary>
    public const int Runs = 1000;

    /// <summary>The bytes that many calls allocate on this thread, what precedes each of them and the first calls of all left out.</summary>
    public static long Of(Action prepare, Action run)
    {
        long allocated = 0;
        for (int i = -WarmUp; i < Runs; i++)
        {
            prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            if (i >= 0) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }
}
