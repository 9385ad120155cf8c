using PubSub.Benchmarks.Compare.Report;

namespace PubSub.Benchmarks.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.17, "0.17")]
    [InlineData(0.0416, "0.0416")]
    [InlineData(3.704, "3.70")]
    [InlineData(13.04, "13.0")]
    [InlineData(252.4, "252")]
    [InlineData(9994, "9994")]
    [InlineData(163_200, "163 k")]
    [InlineData(999_600, "1.00 M")]
    [InlineData(5_412_000, "5.41 M")]
    [InlineData(-20_000, "-20.0 k")]
    public void Format_Number_ShowsThreeDigits(double value, string text) => Figures.Format(value).ShouldBe(text);
}
