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

    [Fact]
    public void Plan_GrowthOfSubscribers_EveryCaseIsDrilledAtFullSpeed()
    {
        foreach (PlannedRun run in Plan("--scenario", "growth-subscribers"))
        {
            ScenarioCase drill = run.Case.Preparation(run.Server).ShouldNotBeNull($"{run}");

            (drill.Subscribers, drill.Rate, drill.Warmup).ShouldBe((0, 0, 0));
            drill.Seconds.ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData("pubsub", false)]
    [InlineData("pubsub-http1", true)]
    public void Preparation_IdleCase_IsOnlyForTheGeneratorInCSharp(string server, bool isPrepared) =>
        (new ScenarioCase("", server) { Subscribers = 500, Idle = true }.Preparation(ServerCatalog.Find(server)) is { Subscribers: 50 }).ShouldBe(isPrepared);

    [Theory]
    [InlineData("--check", true, false)]
    [InlineData("--fail", true, true)]
    public void Parse_Fail_AlsoChecks(string option, bool checks, bool fails)
    {
        CompareOptions options = CompareOptions.Parse([option], "/root");

        (options.Check, options.Fail).ShouldBe((checks, fails));
    }

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
