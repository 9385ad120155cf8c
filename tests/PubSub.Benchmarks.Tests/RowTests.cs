using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Results;
using PubSub.Benchmarks.Compare.Scenarios;

namespace PubSub.Benchmarks.Tests;

public sealed class RowTests
{
    private static readonly ScenarioCase s_rate = new("", "pubsub") { Rate = 100, Seconds = 5 };

    [Theory]
    [InlineData(490, null)]
    [InlineData(489, "only 489 of 500 publishes")]
    public void Remark_FewerPublishesThanTheRate_SaysSo(long publishes, string? remark) => Row(s_rate, publishes, lateMicros: 0).Remark.ShouldBe(remark);

    [Theory]
    [InlineData(10_000, null)]
    [InlineData(12_000, "publishes up to 12.0 ms late, more than the p99")]
    public void Remark_LaterThanTheP99_SaysSo(double micros, string? remark) => Row(s_rate, 500, micros).Remark.ShouldBe(remark);

    [Fact]
    public void Remark_AtFullSpeed_IsNone() => Row(s_rate with { Rate = 0 }, 1, lateMicros: 0).Remark.ShouldBeNull();

    [Fact]
    public void Remark_VoidRow_IsNone() => new Row(s_rate, [Samples.VoidRun("pubsub", 1, "3 lost")]).Remark.ShouldBeNull();

    [Fact]
    public void Most_VoidRunToo_IsTheMostOfAll() =>
        new Row(s_rate, [Samples.Run("pubsub", 1), Samples.VoidRun("pubsub", 7, "3 lost")]).Most(Metrics.DeliveriesPerSecond).ShouldBe(7);

    private static Row Row(ScenarioCase @case, long publishes, double lateMicros) => new(@case,
    [
        new RunRecord(new CaseKey("s", "", "pubsub"), 1, new LoadResult { Publishes = publishes, PublishLateMaxMicros = lateMicros, LatencyMicros = new LoadLatency(1, 2, 10_000, 20_000) }, null),
    ]);
}
