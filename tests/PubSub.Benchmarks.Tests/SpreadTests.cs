using PubSub.Benchmarks.Compare.Results;

namespace PubSub.Benchmarks.Tests;

public sealed class SpreadTests
{
    [Fact]
    public void Of_OddNumberOfValues_MedianIsTheMiddleOne() => Spread.Of([9, 1, 2])!.Value.Median.ShouldBe(2);

    [Fact]
    public void Of_EvenNumberOfValues_MedianIsTheMeanOfTheMiddleTwo() => Spread.Of([8, 1, 2, 4])!.Value.Median.ShouldBe(3);

    [Fact]
    public void Of_Values_TellsTheLeastAndTheMost() => Spread.Of([5, 7, 3]).ShouldBe(new Spread(5, 3, 7, 3));

    [Fact]
    public void Of_NoValues_IsNull() => Spread.Of([]).ShouldBeNull();
}
