namespace PubSub.Contracts.Tests;

public class ChannelNameTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("chat:room-1", "chat:room-1")]
    [InlineData("chat:room%201", "chat:room%201")]
    [InlineData("chat:%72oom", "chat:room")]
    [InlineData("chat:%c3%a9", "chat:%C3%A9")]
    [InlineData("chat:a%3Ab", "chat:a%3Ab")]
    public void TryParse_Address_IsBroughtIntoOneForm(string text, string canonical)
    {
        ChannelName.TryParse(text, out ChannelName name).ShouldBeTrue();
        name.Value.ShouldBe(canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("chat:")]
    [InlineData("chat::a")]
    [InlineData("chat:a b")]
    [InlineData("chat:a/b")]
    [InlineData("chat:é")]
    [InlineData("chat:%")]
    [InlineData("chat:%2")]
    [InlineData("chat:%zz")]
    [InlineData("chat:%0A")]
    [InlineData("chat:%00")]
    [InlineData("chat:%2E%2E")]
    [InlineData("chat:%2e")]
    [InlineData("chat:..")]
    [InlineData("chat:%C3")]
    [InlineData("chat:\n")]
    public void TryParse_MalformedAddress_IsRefusedWithAReason(string? text)
    {
        ChannelName.TryParse(text, out _, out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void TryParse_TooLong_IsRefused() => ChannelName.TryParse(new string('a', ChannelName.MaxLength + 1), out _).ShouldBeFalse();

    [Fact]
    public void Equals_OneMeaningTwoSpellings_IsTrue() => ChannelName.Parse("chat:%61").ShouldBe(ChannelName.Parse("chat:a"));
}
