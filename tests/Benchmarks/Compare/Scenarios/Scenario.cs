using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>A question, the loads that answer it, and the figures to look at.</summary>
/// <param name="Name">By which it is chosen on the command line.</param>
/// <param name="Title">What its table is called.</param>
/// <param name="Metrics">The table's figures.</param>
/// <param name="Cases">In the order of the table.</param>
internal sealed record Scenario(string Name, string Title, IReadOnlyList<Metric> Metrics, IReadOnlyList<ScenarioCase> Cases)
{
    public int Repeat { get; init; } = 3;

    /// <summary>Whether <c>--quick</c> runs it.</summary>
    public bool InQuick { get; init; }
}
