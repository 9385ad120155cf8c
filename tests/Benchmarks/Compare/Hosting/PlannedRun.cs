using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>One run of one server in one case.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Case">The case, shortened where that was asked for.</param>
/// <param name="Server">The server.</param>
/// <param name="Repetition">From 1.</param>
internal sealed record PlannedRun(Scenario Scenario, ScenarioCase Case, ServerDefinition Server, int Repetition)
{
    /// <summary>Starting a server, connecting, draining and stopping it.</summary>
    private static readonly TimeSpan s_overhead = TimeSpan.FromSeconds(3);

    /// <summary>After the first tenth of idle connections.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    /// <summary>About how long it takes.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Case.Drill + Case.Warmup + Case.Seconds) + s_overhead + (Case.Idle ? s_settling : TimeSpan.Zero);

    public override string ToString() => $"{Scenario.Name}{(Case.Name.Length == 0 ? "" : $" ({Case.Name})")}, {Server.Name}, repetition {Repetition}";

    /// <summary>All runs that were asked for: each repetition goes once through all cases and servers of a scenario.</summary>
    /// <exception cref="CompareException">No run is left.</exception>
    public static IReadOnlyList<PlannedRun> Plan(CompareOptions options)
    {
        IEnumerable<Scenario> scenarios = options.Scenarios.Count > 0 ? options.Scenarios.Select(ScenarioCatalog.Find)
            : ScenarioCatalog.All.Where(scenario => !options.Quick || scenario.InQuick);
        foreach (string name in options.Servers) ServerCatalog.Find(name);
        PlannedRun[] runs =
        [
            .. from scenario in scenarios
               from repetition in Enumerable.Range(1, options.Repeat ?? (options.Quick ? 1 : scenario.Repeat))
               from @case in scenario.Cases
               from name in @case.Servers
               where options.Servers.Count == 0 || options.Servers.Contains(name)
               let server = ServerCatalog.Find(name)
               where @case.AtMost == 0 || repetition <= @case.AtMost
               where server.AtMost == 0 || repetition <= server.AtMost || options.Repeat is not null
               select new PlannedRun(scenario, options.Quick ? @case.Quick() : @case, server, repetition),
        ];
        return runs.Length > 0 ? runs : throw new CompareException("None of these servers is in these scenarios; --list shows which are.");
    }
}
