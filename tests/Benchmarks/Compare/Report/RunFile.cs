using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>The file of raw results.</summary>
/// <param name="Machine">What they hold for.</param>
/// <param name="Runs">Every run, void ones included.</param>
internal sealed record RunFile(IReadOnlyDictionary<string, string> Machine, IReadOnlyList<RunRecord> Runs);
