using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Reach;

/// <summary>One figure that is to be reached.</summary>
/// <param name="Figure">Which.</param>
/// <param name="Of">What it is a multiple of; empty where it stands for itself.</param>
/// <param name="Bound">On which side of the limit it is to be.</param>
/// <param name="Limit">How far at least or at most.</param>
/// <param name="Seen">Takes it from the medians; null where it was not measured.</param>
/// <param name="Own">The rows of this project that it is taken from: where one of them is void, it is not met.</param>
internal sealed record ReachRow(string Figure, string Of, Bound Bound, double Limit, Func<ResultSet, double?> Seen, params IReadOnlyList<CaseKey> Own)
{
    /// <summary>False for a figure that explains another one: it is shown, and neither met nor missed.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>Null where it was not measured or is not judged.</summary>
    public bool? IsMet(ResultSet results) =>
        !IsJudged ? null
        : WhyVoid(results) is not null ? false
        : Seen(results) is not { } seen ? null
        : Bound == Bound.AtLeast ? seen >= Limit : seen <= Limit;

    /// <summary>Why a row of this project that it is taken from does not count; null where all do, or did not run.</summary>
    public string? WhyVoid(ResultSet results) =>
        Own.Select(key => results.Row(key.Scenario, key.Case, key.Server)).OfType<Row>().FirstOrDefault(row => row.Void is not null && !row.IsMissing)?.Void;
}
