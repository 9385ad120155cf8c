using PubSub.Benchmarks.Compare.Reach;
using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Tests;

public sealed class ReachTests
{
    [Theory]
    [InlineData(20, true)]
    [InlineData(19.9, false)]
    public void IsMet_AtLeast_ComparesWithTheLimit(double seen, bool met) =>
        new ReachRow("f", "o", Bound.AtLeast, 20, _ => seen).IsMet(Samples.Results()).ShouldBe(met);

    [Theory]
    [InlineData(0.8, true)]
    [InlineData(0.81, false)]
    public void IsMet_AtMost_ComparesWithTheLimit(double seen, bool met) =>
        new ReachRow("f", "o", Bound.AtMost, 0.8, _ => seen).IsMet(Samples.Results()).ShouldBe(met);

    [Fact]
    public void IsMet_NotMeasured_IsNeither() => new ReachRow("f", "o", Bound.AtMost, 1, _ => null).IsMet(Samples.Results()).ShouldBeNull();

    [Fact]
    public void All_EveryScenarioWasMeasured_EveryFigureIsSeen()
    {
        // A target that names a scenario, a case or a server that does not exist would never be seen.
        var results = new ResultSet();
        double value = 1;
        foreach (Scenario scenario in ScenarioCatalog.All)
            foreach (ScenarioCase @case in scenario.Cases)
                foreach (string server in @case.Servers)
                    results.Add(@case, Samples.Run(server, value += 0.5, scenario.Name, @case.Name));

        ReachTargets.All.Where(row => row.Seen(results) is null).Select(row => $"{row.Figure}, {row.Of}").ShouldBeEmpty();
    }

    [Fact]
    public void All_EveryRunOfThisProjectIsVoid_NoneIsMet()
    {
        // What is void has no median, and a target without one would count as not measured.
        var results = new ResultSet();
        foreach (Scenario scenario in ScenarioCatalog.All)
            foreach (ScenarioCase @case in scenario.Cases)
                foreach (string server in @case.Servers)
                {
                    RunRecord run = Samples.Run(server, 1, scenario.Name, @case.Name);
                    results.Add(@case, server.StartsWith("pubsub", StringComparison.Ordinal) ? run with { Failure = "3 deliveries lost" } : run);
                }

        ReachTargets.All.Where(row => row.IsJudged && row.IsMet(results) != false).Select(row => $"{row.Figure}, {row.Of}").ShouldBeEmpty();
        ReachTable.Of(ReachTargets.All, results).ShouldContain("not met: void in 1 of 1: 3 deliveries lost");
    }

    [Fact]
    public void All_OneSubscriberFellOut_IsSeenAndNotMet()
    {
        RunRecord run = Samples.Run("pubsub", 30_000, "full-20000");
        ResultSet results = Samples.Results(run, run with { Result = run.Result! with { Void = true, Gaps = 1 }, Failure = "1 gap events" });

        ReachRow row = ReachTargets.All.Single(row => row.Figure.StartsWith("20,000 publishes at full speed: subscribers", StringComparison.Ordinal));

        row.Seen(results).ShouldBe(1);
        row.IsMet(results).ShouldBe(false);
    }

    [Fact]
    public void IsMet_OwnRowIsNotInstalled_IsNeither()
    {
        var key = new CaseKey("s", "", "pubsub");
        new ReachRow("f", "o", Bound.AtMost, 1, _ => null, key).IsMet(Samples.Results(new RunRecord(key, 1, null, "dotnet is not installed", IsMissing: true))).ShouldBeNull();
    }

    [Fact]
    public void All_GrowthOfSubscribers_IsNetOfThePublish()
    {
        const string scenario = "growth-subscribers";
        ResultSet results = Samples.Results(
            Samples.Run("pubsub", 100, scenario, GrowthScenarios.WithoutSubscriber(100)),
            Samples.Run("pubsub", 5000, scenario, GrowthScenarios.WithoutSubscriber(10_000)),
            Samples.Run("pubsub", 3, scenario, GrowthScenarios.Name(100)),
            Samples.Run("pubsub", 4.5, scenario, GrowthScenarios.Name(10_000)));

        // 100 µs a publish are 1 µs of a delivery to 100, and 5,000 µs, of a rarer one, 0.5 µs of a delivery to 10,000.
        Seen("net of the publish", results).ShouldBe(2, 1e-9);
        Seen("the publish not taken off", results).ShouldBe(1.5, 1e-9);
        Seen("net CPU µs per delivery, 100 subscribers", results).ShouldBe(2, 1e-9);
        Seen("net CPU µs per delivery, 10,000 subscribers", results).ShouldBe(4, 1e-9);
    }

    [Fact]
    public void Of_FigureForComparison_IsShownAndNotJudged()
    {
        ReachRow row = new("raw", "that of 100", Bound.AtMost, 1, _ => 5) { IsJudged = false };

        row.IsMet(Samples.Results()).ShouldBeNull();
        ReachTable.Of([row], Samples.Results()).ShouldContain("| raw    | × that of 100 | 5.00 | for comparison |");
    }

    [Fact]
    public void All_FiveMillisecondTick_IsThatOfTheDefaults() =>
        ReachTargets.All.Single(row => row.Figure.StartsWith("250/s, 5 ms tick", StringComparison.Ordinal)).Own.ShouldBe([new CaseKey("rate-250", "", "pubsub")]);

    [Fact]
    public void Of_Rows_SaysWantedSeenAndWhetherItIsMet() =>
        ReachTable.Of([new ReachRow("speed", "SignalR's", Bound.AtLeast, 20, _ => 25)], Samples.Results()).ShouldContain("| speed  | ≥ 20.0 × SignalR's | 25.0 | met |");

    private static double Seen(string figure, ResultSet results) =>
        ReachTargets.All.Single(row => row.Figure.Contains(figure, StringComparison.Ordinal)).Seen(results)!.Value;
}
