using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Scenarios;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Tests;

public sealed class PlannedRunTests
{
    [Fact]
    public void Plan_SeveralRepetitions_AreInterleavedBetweenTheServers() =>
        Plan("--scenario", "rate-50", "--server", "pubsub,sse", "--repeat", "2")
            .Select(run => $"{run.Server.Name} {run.Repetition}")
            .ShouldBe(["pubsub 1", "sse 1", "pubsub 2", "sse 2"]);

    [Fact]
    public void Plan_Quick_RunsEachOnceAndForAtMostFiveSeconds()
    {
        IReadOnlyList<PlannedRun> runs = Plan("--quick");

        runs.ShouldAllBe(run => run.Repetition == 1 && run.Case.Seconds <= 5);
        runs.Sum(run => run.Duration.TotalMinutes).ShouldBeLessThan(10);
    }

    [Fact]
    public void Plan_All_TakesLessThanAnHour() => Plan().Sum(run => run.Duration.TotalMinutes).ShouldBeLessThan(60);

    [Fact]
    public void Plan_ServerThatNoScenarioHas_IsRefused() => Should.Throw<CompareException>(() => Plan("--scenario", "full-20000", "--server", "sse"));

    [Theory]
    [InlineData(2)]
    [InlineData(5, "--repeat", "5")]
    public void Plan_ServerWithAMostOfRepetitions_KeepsItUnlessAskedOtherwise(int runs, params string[] repeat) =>
        Plan(["--scenario", "fanout-full", "--server", "floor", .. repeat]).Count.ShouldBe(runs);

    [Theory]
    [InlineData("fanout-full")]
    [InlineData("rate-250")]
    [InlineData("rate-50")]
    [InlineData("one-subscriber")]
    [InlineData("publish-action")]
    public void Plan_HeadlineFigure_IsMeasuredThreeTimes(string scenario) => Plan("--scenario", scenario, "--server", "pubsub,pubsub-action").Count.ShouldBe(3);

    [Theory]
    [InlineData("--scenario", "fast")]
    [InlineData("--server", "apache")]
    public void Plan_UnknownName_IsRefusedWithTheKnownOnes(string option, string name) =>
        Should.Throw<CompareException>(() => Plan(option, name)).Message.ShouldContain("There are: ");

    [Fact]
    public void Scenarios_EveryServer_IsKnown() =>
        Should.NotThrow(() => ScenarioCatalog.All.SelectMany(scenario => scenario.Cases).SelectMany(@case => @case.Servers).Select(ServerCatalog.Find).ToList());

    [Theory]
    [InlineData("--repeat", "0")]
    [InlineData("--repeat", "many")]
    [InlineData("--fast", "1")]
    public void Parse_WrongArgument_IsRefused(params string[] arguments) => Should.Throw<CompareException>(() => CompareOptions.Parse(arguments, "/root"));

    [Fact]
    public void Parse_Output_IsTheWholePath() => CompareOptions.Parse(["--output", "results"], "/root").Output.ShouldBe(Path.GetFullPath("results"));

    [Fact]
    public void Parse_OptionWithoutItsValue_IsRefused() => Should.Throw<CompareException>(() => CompareOptions.Parse(["--scenario"], "/root")).Message.ShouldBe("--scenario needs a value.");

    private static IReadOnlyList<PlannedRun> Plan(params string[] arguments) => PlannedRun.Plan(CompareOptions.Parse(arguments, "/root"));
}
