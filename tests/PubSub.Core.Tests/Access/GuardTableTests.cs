using PubSub.Contracts;
using PubSub.Core.Access;

namespace PubSub.Core.Tests.Access;

public sealed class GuardTableTests
{
    private static readonly AccessRule s_team = AccessRule.Role("team");
    private static readonly AccessRule s_vip = AccessRule.Role("vip");
    private static readonly AccessRule s_all = AccessRule.Role("all");

    private static readonly GuardTable s_table = new(
    [
        new("*", s_all),
        new("team-*", s_team),
        new("team-vip-*", s_vip),
        new("chat:*", s_team),
        new("private-team-*", s_vip),
    ]);

    [Fact]
    public void Find_PrivateName_MatchesWithoutPrefix() => s_table.Find(ChannelName.Parse("presence-team-7")).ShouldBeSameAs(s_team);

    [Fact]
    public void Find_TwoPatterns_LongerLiteralPartWins() => s_table.Find(ChannelName.Parse("presence-team-vip-1")).ShouldBeSameAs(s_vip);

    [Fact]
    public void Find_PatternWithPrefix_WinsOverTheOneWithout() => s_table.Find(ChannelName.Parse("private-team-7")).ShouldBeSameAs(s_vip);

    [Fact]
    public void Find_PublicName_KeepsItsPrefix() => s_table.Find(ChannelName.Parse("public-team-7")).ShouldBeSameAs(s_all);

    [Fact]
    public void Find_Address_MatchesOverSegments() => s_table.Find(ChannelName.Parse("chat:a:b")).ShouldBeSameAs(s_team);

    [Fact]
    public void Find_OtherCase_IsAnotherName() => s_table.Find(ChannelName.Parse("private-Team-7")).ShouldBeSameAs(s_all);

    [Fact]
    public void Find_EncodedForm_IsTheSameName() => s_table.Find(ChannelName.Parse("presence-%74eam-7")).ShouldBeSameAs(s_team);

    [Fact]
    public void Find_Nothing_IsNull() => new GuardTable([new("team-*", s_team)]).Find(ChannelName.Parse("private-room-7")).ShouldBeNull();

    [Theory]
    [InlineData("private-team-7")]
    [InlineData("presence-team-7")]
    public void Find_PatternOfAPrefixAlone_IsLessThanOneOfNames(string name) =>
        new GuardTable([new("private-*", s_all), new("presence-*", s_all), new("team-*", s_team)]).Find(ChannelName.Parse(name)).ShouldBeSameAs(s_team);

    [Fact]
    public void Find_AddressOfATenant_IsAlsoMatchedWithoutIt()
    {
        var table = new GuardTable([new("presence:contact:*", s_team), new("tenant:acme:*", s_vip)]);
        table.Find(ChannelName.Parse("tenant:abc:presence:contact:1")).ShouldBeSameAs(s_team);
        table.Find(ChannelName.Parse("tenant:acme:other:1")).ShouldBeSameAs(s_vip);
    }

    [Theory]
    [InlineData("")]
    [InlineData("team?")]
    [InlineData("team\\*")]
    [InlineData("team *")]
    [InlineData("team%")]
    [InlineData("team%4")]
    [InlineData("team%4*")]
    [InlineData("team%zz")]
    public void Guard_NoPattern_IsRefused(string pattern) => Should.Throw<ArgumentException>(() => new PubSubOptions().Guard(pattern, true));

    [Theory]
    [InlineData("caf%c3%a9-*")]
    [InlineData("caf%C3%a9-*")]
    [InlineData("%63af%C3%A9%2d*")]
    public void Guard_PatternInAnotherEncoding_GuardsTheAddress(string pattern) =>
        new GuardTable(new PubSubOptions().Guard(pattern, s_team).ReadGuards()).Find(ChannelName.Parse("private-caf%C3%A9-1")).ShouldBeSameAs(s_team);

    [Fact]
    public void Guard_PatternTwiceInTwoEncodings_IsRefused() =>
        Should.Throw<ArgumentException>(() => new PubSubOptions().Guard("caf%c3%a9-*", true).Guard("caf%C3%A9-*", false)).Message.ShouldContain("'caf%C3%A9-*'");

    [Fact]
    public void Guard_PatternTwice_IsRefused() => Should.Throw<ArgumentException>(() => new PubSubOptions().Guard("a-*", true).Guard("a-*", false));
}
