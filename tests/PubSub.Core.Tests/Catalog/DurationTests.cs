using PubSub.Core.Catalog;

namespace PubSub.Core.Tests.Catalog;

public class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("15m", 900_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("3650d", 315_360_000_000)]
    public void TryParse_Duration_IsRead(string text, long milliseconds)
    {
        Duration.TryParse(text, out TimeSpan duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("1")]
    [InlineData("1 h")]
    [InlineData("1.5h")]
    [InlineData("-1h")]
    [InlineData("1H")]
    [InlineData("0s")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("3651d")]
    [InlineData("3650d1ms")]
    [InlineData("99999999999999999999d")]
    [InlineData("9223372036854775807ms")]
    [InlineData("01:00:00")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Duration.TryParse(text, out _).ShouldBeFalse();
}
