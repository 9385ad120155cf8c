using System.Text;
using System.Text.Json;

namespace PubSub.Contracts.Tests.Channels;

public class ChannelNameTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("chat:room%201")]
    [InlineData("orders~0")]
    [InlineData("chat:room%201~31")]
    public void TryParseCarried_AddressOfAChannelOrPartition_IsRead(string text)
    {
        ChannelName.TryParseCarried(text, out ChannelName name).ShouldBeTrue();

        name.Value.ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("~1")]
    [InlineData("orders~")]
    [InlineData("orders~01")]
    [InlineData("orders~-1")]
    [InlineData("orders~100")]
    [InlineData("orders~1~2")]
    [InlineData("orders~a")]
    [InlineData("orders~\u0661")]
    [InlineData("or ders~1")]
    public void TryParseCarried_SomethingElse_IsRefused(string? text)
    {
        ChannelName.TryParseCarried(text, out ChannelName name).ShouldBeFalse();

        name.ShouldBe(default);
    }

    [Fact]
    public void Partition_OfAChannel_IsReadBackAndKnowsItsChannel()
    {
        ChannelName channel = ChannelName.Parse("chat:room%7E1");

        ChannelName partition = channel.Partition(12);

        partition.Value.ShouldBe("chat:room%7E1~12");
        partition.Whole.ShouldBe(channel);
        channel.Whole.ShouldBe(channel);
        ChannelName.TryParseCarried(partition.Value, out ChannelName read).ShouldBeTrue();
        read.ShouldBe(partition);
    }

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("chat:room-1", "chat:room-1")]
    [InlineData("a:b:c_d:E-9", "a:b:c_d:E-9")]
    [InlineData("chat:%41", "chat:A")]
    [InlineData("chat:%2d%5F", "chat:-_")]
    [InlineData("chat:room%201", "chat:room%201")]
    [InlineData("chat:%c3%a9", "chat:%C3%A9")]
    [InlineData("chat:%C3%a9", "chat:%C3%A9")]
    [InlineData("chat:a%3ab", "chat:a%3Ab")]
    [InlineData("chat:%25", "chat:%25")]
    [InlineData("chat:%2541", "chat:%2541")]
    [InlineData("chat:%2E%2e%2e", "chat:%2E%2E%2E")]
    [InlineData("chat:%f0%9f%98%80", "chat:%F0%9F%98%80")]
    public void Parse_WellFormed_IsCanonical(string text, string canonical)
    {
        ChannelName name = ChannelName.Parse(text);

        name.Value.ShouldBe(canonical);
        ChannelName.Parse(name.Value).ShouldBe(name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":a")]
    [InlineData("a:")]
    [InlineData("a::b")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("orders~0")]
    [InlineData("..")]
    [InlineData("chat:..")]
    [InlineData("chat:é")]
    [InlineData("chat:a\n")]
    [InlineData("chat:%")]
    [InlineData("chat:%4")]
    [InlineData("chat:%4:1")]
    [InlineData("chat:%zz")]
    [InlineData("chat:%+1")]
    [InlineData("chat:% 1")]
    [InlineData("chat:%2E")]
    [InlineData("chat:%2e%2E")]
    [InlineData("chat:%00")]
    [InlineData("chat:a%0Ab")]
    [InlineData("chat:%1f")]
    [InlineData("chat:%7F")]
    [InlineData("chat:%C2%85")]
    [InlineData("chat:%C0%AF")]
    [InlineData("chat:%E0%80%AF")]
    [InlineData("chat:%F0%80%80%AF")]
    [InlineData("chat:%F4%90%80%80")]
    [InlineData("chat:%ED%A0%80")]
    [InlineData("chat:%ED%A0%BD%ED%B8%80")]
    [InlineData("chat:%C3")]
    [InlineData("chat:%A9")]
    [InlineData("chat:%C3:%A9")]
    public void TryParse_Malformed_IsRefusedWithAProblem(string? text)
    {
        ChannelName.TryParse(text, out ChannelName name, out string? problem).ShouldBeFalse();

        name.Value.ShouldBe("");
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void TryParse_LoneSurrogate_IsRefused() => ChannelName.TryParse("chat:\uD800", out _).ShouldBeFalse();

    [Fact]
    public void TryParse_AtTheLimit_IsTaken() => ChannelName.TryParse(new string('a', ChannelName.MaxLength), out _).ShouldBeTrue();

    [Fact]
    public void TryParse_BeyondTheLimit_IsRefused() => ChannelName.TryParse(new string('a', ChannelName.MaxLength + 1), out _).ShouldBeFalse();

    [Fact]
    public void TryParse_ManySegments_IsQuickAndRefusedOnlyForItsForm()
    {
        string text = string.Concat(Enumerable.Repeat("%41:", 1000)) + "a";

        ChannelName.Parse(text).Value.ShouldBe(string.Concat(Enumerable.Repeat("A:", 1000)) + "a");
    }

    [Fact]
    public void Equals_SameAddressWrittenDifferently_IsEqual()
    {
        ChannelName one = ChannelName.Parse("chat:%72oom");
        ChannelName two = ChannelName.Parse("chat:room");

        (one == two).ShouldBeTrue();
        one.GetHashCode().ShouldBe(two.GetHashCode());
    }

    [Fact]
    public void Equals_OtherCase_Differs() => (ChannelName.Parse("Orders") == ChannelName.Parse("orders")).ShouldBeFalse();

    [Fact]
    public void Parse_EveryByteEncoded_IsTakenOrRefusedAsItsCharacterIs()
    {
        for (int b = 0; b < 128; b++)
        {
            bool expected = !char.IsControl((char)b) && b != '.';
            ChannelName.TryParse($"x:%{b:X2}", out ChannelName name).ShouldBe(expected);
            if (expected) Uri.UnescapeDataString(name.Value).ShouldBe("x:" + Encoding.ASCII.GetString([(byte)b]));
        }
    }

    [Fact]
    public void Json_WithAnyOptions_IsTheAddress()
    {
        ChannelName name = ChannelName.Parse("chat:room%201");

        string json = JsonSerializer.Serialize(name, JsonSerializerOptions.Web);

        json.ShouldBe("\"chat:room%201\"");
        JsonSerializer.Deserialize<ChannelName>(json, JsonSerializerOptions.Web).ShouldBe(name);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"orders~1\"")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Json_NoAddress_IsRefused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ChannelName>(json, JsonSerializerOptions.Web));
}
