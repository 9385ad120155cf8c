using PubSub.Benchmarks.Compare.Load;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>One run of one row.</summary>
/// <param name="Key">The row.</param>
/// <param name="Repetition">From 1.</param>
/// <param name="Result">What the load generator reported; null where it could not.</param>
/// <param name="Failure">Why there is no result, or why it does not count; null where it counts.</param>
/// <param name="IsMissing">The server is not installed here, which is no failure of it.</param>
internal sealed record RunRecord(CaseKey Key, int Repetition, LoadResult? Result, string? Failure, bool IsMissing = false)
{
    /// <summary>The run counts: every delivery was checked, and none lost, repeated or out of order.</summary>
    public bool Counts => Result is not null && Failure is null;
}
