using PubSub.Benchmarks.Compare.Hosting;

namespace PubSub.Benchmarks.Compare.Scenarios;

/// <summary>All scenarios, in the order in which they run.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } = [.. ThroughputScenarios.All, .. BrokerScenarios.All, .. ConnectionScenarios.All, .. GrowthScenarios.All];

    /// <exception cref="CompareException">There is no scenario of that name.</exception>
    public static Scenario Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new CompareException($"There is no scenario '{name}'. There are: {string.Join(", ", All.Select(scenario => scenario.Name))}.");
}
