using System.Text.Json;
using PubSub.Benchmarks.Compare.Load;
using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Tests;

public sealed class LoadResultTests
{
    [Fact]
    public void Parse_Report_ReadsWhatTheTablesShow()
    {
        LoadResult result = LoadResult.Parse(
            """
            {"scenario":"fanout","deliveries":10,"deliveriesPerSecond":1.5e6,"latencyMicros":{"p50":112.5,"p90":1,"p99":2000,"max":3,"samples":4},
            "cpuMicrosPerDelivery":null,"serverRssKiB":{"unconnected":1,"start":1024,"end":2048,"peak":4096},"gaps":2,"disconnected":1,"void":true,"reason":"2 deliveries lost"}
            """);

        result.Void.ShouldBeTrue();
        result.Reason.ShouldBe("2 deliveries lost");
        Metrics.DeliveriesPerSecond.Select(result).ShouldBe(1_500_000);
        Metrics.LatencyP99.Select(result).ShouldBe(2);
        Metrics.CpuPerDelivery.Select(result).ShouldBeNull();
        Metrics.MemoryGrowth.Select(result).ShouldBe(2);
        Metrics.MemoryPeak.Select(result).ShouldBe(4);
        Metrics.FallenOut.Select(result).ShouldBe(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("cannot connect")]
    public void Parse_NoReport_IsRefused(string text) => Should.Throw<JsonException>(() => LoadResult.Parse(text));
}
