namespace PubSub.Benchmarks.Compare.Results;

/// <summary>One row: a server in a scenario's case.</summary>
internal readonly record struct CaseKey(string Scenario, string Case, string Server);
