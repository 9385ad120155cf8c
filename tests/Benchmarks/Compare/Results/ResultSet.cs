using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>All that was measured. Not for several threads at once.</summary>
internal sealed class ResultSet
{
    private readonly Dictionary<CaseKey, (ScenarioCase Case, List<RunRecord> Runs)> _rows = [];

    public IEnumerable<RunRecord> Runs => _rows.Values.SelectMany(row => row.Runs);

    public void Add(ScenarioCase @case, RunRecord run)
    {
        if (!_rows.TryGetValue(run.Key, out var row)) _rows.Add(run.Key, row = (@case, []));
        row.Runs.Add(run);
    }

    /// <summary>Null where it did not run at all.</summary>
    public Row? Row(string scenario, string @case, string server) =>
        _rows.TryGetValue(new CaseKey(scenario, @case, server), out var row) ? new Row(row.Case, row.Runs) : null;

    /// <summary>Null where the row is void or was not measured.</summary>
    public double? Median(Metric metric, string scenario, string @case, string server) => Row(scenario, @case, server)?[metric]?.Median;

    /// <summary>How many times the median of <paramref name="server"/> is that of <paramref name="other"/>; null where either is not known or the latter is 0.</summary>
    public double? Ratio(Metric metric, string scenario, string @case, string server, string other) =>
        Median(metric, scenario, @case, other) is { } divisor and not 0 ? Median(metric, scenario, @case, server) / divisor : null;
}
