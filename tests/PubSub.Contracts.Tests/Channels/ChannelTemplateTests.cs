namespace PubSub.Contracts.Tests.Channels;

public class ChannelTemplateTests
{
    [Fact]
    public void TryParse_Parametric_KnowsItsParts()
    {
        ChannelTemplate template = Parse("chat:{roomId}:thread:{threadId}");

        template.Parameters.ShouldBe(["roomId", "threadId"]);
        template.IsParametric.ShouldBeTrue();
        template.SegmentCount.ShouldBe(4);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("a::b")]
    [InlineData("a:{}")]
    [InlineData("a:{b")]
    [InlineData("a:b}")]
    [InlineData("a:x{b}")]
    [InlineData("a:{b}x")]
    [InlineData("a:{b c}")]
    [InlineData("a:{b}:{b}")]
    [InlineData("a b")]
    [InlineData("a:%41")]
    [InlineData("{a?}")]
    [InlineData("a:{b?}:c")]
    [InlineData("a:{b?}:{c}")]
    [InlineData("a:{?}")]
    [InlineData("a:{b??}")]
    [InlineData("a:{b?}:{b?}")]
    public void TryParse_Malformed_IsRefusedWithAProblem(string? text)
    {
        ChannelTemplate.TryParse(text, out ChannelTemplate? template, out string? problem).ShouldBeFalse();

        template.ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("cursor")]
    [InlineData("cursor:a", "a")]
    [InlineData("cursor:a:b%20c", "a", "b c")]
    public void TryMatch_OptionalParameters_MatchesWithAndWithout(string address, params string[] expected)
    {
        ChannelTemplate template = Parse("cursor:{roomId?}:{pane?}");

        template.TryMatch(ChannelName.Parse(address), out IReadOnlyList<string>? values).ShouldBeTrue();
        values.ShouldBe(expected);
        template.TryFormat(expected, out ChannelName name, out _).ShouldBeTrue();
        name.Value.ShouldBe(address);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("chat:a:b:c")]
    [InlineData("cursor:a")]
    public void TryMatch_OptionalParameters_RefusesOtherForms(string address) =>
        Parse("chat:{roomId}:{pane?}").TryMatch(ChannelName.Parse(address), out _).ShouldBeFalse();

    [Fact]
    public void TryFormat_RequiredParameterLeftOut_IsRefused() =>
        Parse("chat:{roomId}:{pane?}").TryFormat([], out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("room-1", "chat:room-1")]
    [InlineData("room 1", "chat:room%201")]
    [InlineData("a:b", "chat:a%3Ab")]
    [InlineData("a/../b", "chat:a%2F%2E%2E%2Fb")]
    [InlineData("100%", "chat:100%25")]
    [InlineData("Zoë", "chat:Zo%C3%AB")]
    [InlineData("😀", "chat:%F0%9F%98%80")]
    [InlineData("{roomId}", "chat:%7BroomId%7D")]
    public void TryFormat_AnyValue_IsEncodedAndReadBack(string value, string expected)
    {
        ChannelTemplate template = Parse("chat:{roomId}");
        template.TryFormat([value], out ChannelName name, out _).ShouldBeTrue();

        name.Value.ShouldBe(expected);
        ChannelName.Parse(expected).ShouldBe(name);
        template.TryMatch(name, out IReadOnlyList<string>? values).ShouldBeTrue();
        values.ShouldBe([value]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\u0000b")]
    [InlineData("a\r\nb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u0085b")]
    public void TryFormat_ForbiddenValue_IsRefused(string value) => Refuses(value);

    [Fact]
    public void TryFormat_UnpairedHighSurrogate_IsRefused() => Refuses("a\uD800b");

    [Fact]
    public void TryFormat_UnpairedLowSurrogateAtTheEnd_IsRefused() => Refuses("a\uDC00");

    [Fact]
    public void TryFormat_SurrogatesInTheWrongOrder_IsRefused() => Refuses("\uDC00\uD800");

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void TryFormat_OneParameter_HoldsOneKilobyte(int length, bool expected) =>
        Parse("chat:{roomId}").TryFormat([new string('a', length)], out _, out _).ShouldBe(expected);

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void TryFormat_TwoByteCharacters_AreCountedInBytes(int length, bool expected) =>
        Parse("chat:{roomId}").TryFormat([new string('é', length)], out _, out _).ShouldBe(expected);

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void TryFormat_TwoParameters_AreCountedTogether(int length, bool expected) =>
        Parse("chat:{a}:{b}").TryFormat([new string('a', 512), new string('b', length)], out _, out _).ShouldBe(expected);

    [Fact]
    public void TryFormat_LargestValue_IsAnAddressThatCanBeParsed()
    {
        Parse("chat:{roomId}").TryFormat([new string(' ', 1024)], out ChannelName name, out _).ShouldBeTrue();

        ChannelName.TryParse(name.Value, out ChannelName parsed).ShouldBeTrue();
        parsed.ShouldBe(name);
    }

    [Fact]
    public void TryFormat_WrongNumberOfValues_IsRefused() => Parse("chat:{roomId}").TryFormat([], out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat:a:b", false)]
    [InlineData("other:a", false)]
    [InlineData("Chat:a", false)]
    [InlineData("chat:a", true)]
    public void TryMatch_Address_ComparesSegments(string address, bool expected) =>
        Parse("chat:{roomId}").TryMatch(ChannelName.Parse(address), out _).ShouldBe(expected);

    private static void Refuses(string value)
    {
        Parse("chat:{roomId}").TryFormat([value], out _, out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrEmpty();
    }

    private static ChannelTemplate Parse(string text) =>
        ChannelTemplate.TryParse(text, out ChannelTemplate? template, out string? problem) ? template : throw new ArgumentException(problem);
}
