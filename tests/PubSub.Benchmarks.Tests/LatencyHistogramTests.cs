using PubSub.Benchmarks.Compare.Client;

namespace PubSub.Benchmarks.Tests;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(50, 500)]
    [InlineData(99, 990)]
    public void Percentile_OneToAThousandMicroseconds_IsWithinASixteenth(double percent, double micros)
    {
        var histogram = new LatencyHistogram();
        for (int i = 1; i <= 1000; i++) histogram.Record(i * 1000);

        histogram.Percentile(percent)!.Value.ShouldBeInRange(micros, micros * 17 / 16);
        histogram.Max.ShouldBe(1000);
    }

    [Fact]
    public void Percentile_NothingRecorded_IsNull() => new LatencyHistogram().Percentile(99).ShouldBeNull();
}
