using PubSub.AspNetCore.Requests;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Requests;

public sealed class SinceParameterTests
{
    [Theory]
    [InlineData("1970-01-02", 86_400_000)]
    [InlineData("1970-01-01T00:01", 60_000)]
    [InlineData("1970-01-01T00:01Z", 60_000)]
    [InlineData("1970-01-01T00:00:01", 1_000)]
    [InlineData("1970-01-01T00:00:01.25", 1_250)]
    [InlineData("1970-01-01T00:00:01.2567891Z", 1_256)]
    [InlineData("1970-01-01T02:00:01+02:00", 1_000)]
    [InlineData("1970-01-01T02:00:01 02:00", 1_000)]
    [InlineData("1969-12-31T22:00:01-02:00", 1_000)]
    [InlineData("1969-12-31T23:59:59Z", 0)]
    public void Parse_Time_IsThatInstantAndUtcWithoutOffset(string text, long unixMilliseconds) =>
        SinceParameter.Parse(text).UnixMilliseconds.ShouldBe(unixMilliseconds);

    [Fact]
    public void Parse_EventId_IsThePositionAfterIt()
    {
        var id = new EventId(1_700_000_000_000, 7, 9);
        SinceParameter.Parse(id.ToString()).Id.ShouldBe(id);
    }
}
