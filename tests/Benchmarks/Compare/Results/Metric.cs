using PubSub.Benchmarks.Compare.Load;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>A figure of a run.</summary>
/// <param name="Header">What a table's column is called.</param>
/// <param name="Select">Takes it from what the load generator reported of a case; null where that was not measured.</param>
internal sealed record Metric(string Header, Func<LoadResult, Scenarios.ScenarioCase, double?> Select);
