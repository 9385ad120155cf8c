using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Tests;

public sealed class ResultSetTests
{
    [Fact]
    public void Ratio_TwoServers_DividesTheMedians()
    {
        ResultSet results = Samples.Results(
            Samples.Run("pubsub", 10), Samples.Run("pubsub", 1000), Samples.Run("pubsub", 20), Samples.Run("sse", 4), Samples.Run("sse", 5), Samples.Run("sse", 6));

        results.Ratio(Metrics.DeliveriesPerSecond, "s", "", "pubsub", "sse").ShouldBe(4);
    }

    [Fact]
    public void Ratio_DivisorIsZero_IsNull() =>
        Samples.Results(Samples.Run("pubsub", 10), Samples.Run("sse", 0)).Ratio(Metrics.DeliveriesPerSecond, "s", "", "pubsub", "sse").ShouldBeNull();

    [Fact]
    public void Median_OneRunIsVoid_IsNull() =>
        Samples.Results(Samples.Run("pubsub", 10), Samples.VoidRun("pubsub", 10, "3 lost")).Median(Metrics.DeliveriesPerSecond, "s", "", "pubsub").ShouldBeNull();

    [Fact]
    public void Row_OneOfTwoRunsIsVoid_SaysHowManyAndWhy() =>
        Samples.Results(Samples.Run("pubsub", 10), Samples.VoidRun("pubsub", 10, "3 lost")).Row("s", "", "pubsub")!.Void.ShouldBe("void in 1 of 2: 3 lost");

    [Fact]
    public void Row_ServerIsNotInstalled_IsNotMeasuredRatherThanVoid()
    {
        var missing = new RunRecord(new CaseKey("s", "", "nchan"), 1, null, "nginx is not installed", IsMissing: true);

        Samples.Results(missing).Row("s", "", "nchan")!.Void.ShouldBe("not measured: nginx is not installed");
    }

    [Fact]
    public void Row_NothingRan_IsNull() => Samples.Results().Row("s", "", "pubsub").ShouldBeNull();
}
