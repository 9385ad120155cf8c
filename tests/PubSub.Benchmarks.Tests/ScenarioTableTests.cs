using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Tests;

public sealed class ScenarioTableTests
{
    private static readonly Scenario s_scenario = new("s", "A title", [Metrics.DeliveriesPerSecond], [Samples.Case]);

    [Fact]
    public void Of_SeveralRuns_ShowsMedianSpreadAndRatioToThisProject()
    {
        string table = ScenarioTable.Of(s_scenario, Samples.Results(
            Samples.Run("pubsub", 100), Samples.Run("pubsub", 90), Samples.Run("pubsub", 120), Samples.Run("sse", 20), Samples.Run("sse", 30), Samples.Run("sse", 25)));

        table.ShouldContain("3 repetitions.");
        table.ShouldContain("| PubSub                        | 100 (90.0 – 120)");
        table.ShouldContain("| TypedResults.ServerSentEvents | 25.0 (20.0 – 30.0) ×0.25 |");
    }

    [Fact]
    public void Of_VoidRow_ShowsNoFigure()
    {
        string table = ScenarioTable.Of(s_scenario, Samples.Results(Samples.Run("pubsub", 100), Samples.VoidRun("sse", 20, "1 out of order")));

        table.ShouldContain("| TypedResults.ServerSentEvents | –            | void in 1 of 1: 1 out of order |");
    }

    [Fact]
    public void Of_NothingRan_IsEmpty() => ScenarioTable.Of(s_scenario, Samples.Results()).ShouldBeEmpty();
}
