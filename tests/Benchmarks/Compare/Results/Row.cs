using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>All repetitions of one server in one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Runs">In the order in which they ran.</param>
internal sealed record Row(ScenarioCase Case, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>The part of the rate that was asked for below which a row says so.</summary>
    private const double LeastOfRate = 0.98;

    /// <summary>Why the row has no figures: one run that does not count makes the whole row void. Null where it has.</summary>
    public string? Void => Runs.Count == 0 ? "not measured"
        : Runs.FirstOrDefault(run => !run.Counts) is not { } bad ? null
        : bad.IsMissing ? $"not measured: {bad.Failure}"
        : $"void in {Runs.Count(run => !run.Counts)} of {Runs.Count}: {bad.Failure}";

    /// <summary>The server is not installed here.</summary>
    public bool IsMissing => Runs.Any(run => run.IsMissing);

    /// <summary>What the figures leave out where the load came too late: that latencies look better than they were. Null where it came in time, or void.</summary>
    public string? Remark => Void is not null || Case.Rate == 0 ? null : Join(RateRemark(), LateRemark());

    /// <summary>The figure over all repetitions; null where the row is void or it was not measured.</summary>
    public Spread? this[Metric metric] =>
        Void is not null ? null : Spread.Of(Runs.Select(run => metric.Select(run.Result!)).OfType<double>());

    /// <summary>The most of all repetitions that reported it, also of those that do not count.</summary>
    public double? Most(Metric metric) => Runs.Select(run => run.Result).OfType<LoadResult>().Max(metric.Select);

    private string? RateRemark()
    {
        double asked = Case.Rate * Case.Seconds, least = Runs.Min(run => run.Result!.Publishes);
        return least < LeastOfRate * asked ? $"only {Figures.Format(least)} of {Figures.Format(asked)} publishes" : null;
    }

    private string? LateRemark() =>
        this[Metrics.PublishLateMax] is { Median: var late } && this[Metrics.LatencyP99] is { Median: var p99 } && late > p99
            ? $"publishes up to {Figures.Format(late)} ms late, more than the p99"
            : null;

    private static string? Join(params string?[] remarks) => remarks.OfType<string>().ToArray() is { Length: > 0 } some ? string.Join("; ", some) : null;
}
