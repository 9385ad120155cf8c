using PubSub.Benchmarks.Compare.Load;

namespace PubSub.Benchmarks.Compare.Results;

/// <summary>A figure of a run.</summary>
/// <param name="Header">What a table's column is called.</param>
/// <param name="Select">Takes it from what the load generator reported; null where that was not measured.</param>
internal sealed record Metric(string Header, Func<LoadResult, double?> Select);
