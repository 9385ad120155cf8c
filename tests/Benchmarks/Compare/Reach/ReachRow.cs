using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Reach;

/// <summary>A figure that is to be reached.</summary>
/// <param name="Figure">Which.</param>
/// <param name="Of">What it is a multiple of; empty where it stands for itself.</param>
/// <param name="Bound">On which side of the limit it is to be.</param>
/// <param name="Limit">How far at least or at most.</param>
/// <param name="Seen">Takes it from the medians; null where it was not measured.</param>
internal sealed record ReachRow(string Figure, string Of, Bound Bound, double Limit, Func<ResultSet, double?> Seen)
{
    /// <summary>Null where it was not measured.</summary>
    public bool? IsMet(ResultSet results) => Seen(results) is not { } seen ? null : Bound == Bound.AtLeast ? seen >= Limit : seen <= Limit;
}
