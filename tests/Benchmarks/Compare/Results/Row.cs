using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>All repetitions of one server in one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Runs">In the order in which they ran.</param>
internal sealed record Row(ScenarioCase Case, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>Why the row has no figures: one run that does not count makes the whole row void. Null where it has.</summary>
    public string? Void => Runs.Count == 0 ? "not measured"
        : Runs.FirstOrDefault(run => !run.Counts) is not { } bad ? null
        : bad.IsMissing ? $"not measured: {bad.Failure}"
        : $"void in {Runs.Count(run => !run.Counts)} of {Runs.Count}: {bad.Failure}";

    /// <summary>The figure over all repetitions; null where the row is void or it was not measured.</summary>
    public Spread? this[Metric metric] =>
        Void is not null ? null : Spread.Of(Runs.Select(run => metric.Select(run.Result!)).OfType<double>());
}
