namespace PubSub.Contracts.Tests;

public class ChannelTemplateTests
{
    [Fact]
    public void TryParse_Parameters_AreNamedInOrder()
    {
        ChannelTemplate template = Parse("tenant:{tenantId}:board:{number}");

        template.Parameters.ShouldBe(["tenantId", "number"]);
        template.Family.ShouldBe("tenant");
        template.SegmentCount.ShouldBe(4);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a:{}")]
    [InlineData("a:{x")]
    [InlineData("a:{x}:{x}")]
    [InlineData("a:b{x}")]
    public void TryParse_Malformed_IsRefusedWithAReason(string? text)
    {
        ChannelTemplate.TryParse(text, out _, out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("room-1")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("50% of é 🎉")]
    public void TryMatch_FormattedAddress_GivesTheValueBack(string value)
    {
        ChannelTemplate template = Parse("chat:{roomId}");
        template.TryFormat([value], out ChannelName name, out _).ShouldBeTrue();

        template.TryMatch(name, out IReadOnlyList<string>? values).ShouldBeTrue();
        values.ShouldBe([value]);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("cursor:a")]
    [InlineData("chat:a:b")]
    public void TryMatch_OtherAddress_IsFalse(string address) => Parse("chat:{roomId}").TryMatch(ChannelName.Parse(address), out _).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\nb")]
    public void TryFormat_ValueThatIsNoSegment_IsRefused(string value) => Parse("chat:{roomId}").TryFormat([value], out _, out _).ShouldBeFalse();

    // Not inline data: a test runner would turn it into something else.
    [Fact]
    public void TryFormat_UnpairedSurrogate_IsRefused() => Parse("chat:{roomId}").TryFormat(["\ud800"], out _, out _).ShouldBeFalse();

    [Fact]
    public void TryFormat_MoreThanOneKilobyte_IsRefused()
    {
        Parse("chat:{roomId}").TryFormat([new string('é', 512)], out _, out _).ShouldBeTrue();
        Parse("chat:{roomId}").TryFormat([new string('é', 513)], out _, out _).ShouldBeFalse();
    }

    private static ChannelTemplate Parse(string text) => ChannelTemplate.TryParse(text, out ChannelTemplate? template, out string? problem) ? template : throw new FormatException(problem);
}
