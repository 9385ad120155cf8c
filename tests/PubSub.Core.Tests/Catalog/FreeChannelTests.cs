using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Tests.Catalog;

public sealed class FreeChannelTests
{
    private static readonly EventCatalog s_catalog = ContractReader.Read(new PubSubOptions());
    private static readonly EventCatalog s_managed = ContractReader.Read(new PubSubOptions { FreeChannels = false }.AddManagerChannels());

    [Theory]
    [InlineData("public-news", ChannelKind.Public)]
    [InlineData("private-team-123", ChannelKind.Private)]
    [InlineData("presence-room-456", ChannelKind.Presence)]
    [InlineData("presence-a%20b", ChannelKind.Presence)]
    [InlineData("p%72esence-a", ChannelKind.Presence)]
    public void TryGetChannel_FreePrefix_IsAChannelOfItsKind(string address, ChannelKind kind)
    {
        ChannelDefinition channel = Find(s_catalog, address)!;

        channel.Kind.ShouldBe(kind);
        channel.ClrType.ShouldBeNull();
        channel.Retention.ShouldBeNull();
        channel.Public.ShouldBe(kind == ChannelKind.Public);
    }

    [Theory]
    [InlineData("public-")]
    [InlineData("Public-news")]
    [InlineData("public")]
    [InlineData("publicnews")]
    [InlineData("private-a:b")]
    [InlineData("secret-a")]
    [InlineData("presence:contact:1")]
    public void TryGetChannel_OtherName_IsNone(string address) => Find(s_catalog, address).ShouldBeNull();

    [Fact]
    public void TryGetChannel_FreeNameOverTheParameterLimit_IsNone() => Find(s_catalog, "public-" + new string('a', 1025)).ShouldBeNull();

    [Fact]
    public void TryGetChannel_FreeChannelsOff_IsNone() =>
        Find(ContractReader.Read(new PubSubOptions { FreeChannels = false }), "public-news").ShouldBeNull();

    [Theory]
    [InlineData("presence:contact:123", ChannelKind.Presence)]
    [InlineData("broadcast:document:789", ChannelKind.Private)]
    [InlineData("subscription:project:456", ChannelKind.Private)]
    [InlineData("tenant:abc:presence:contact:123", ChannelKind.Presence)]
    [InlineData("tenant:abc:broadcast:a:b", ChannelKind.Private)]
    [InlineData("tenant:abc:subscription:a:b", ChannelKind.Private)]
    public void TryGetChannel_ManagersName_IsAChannelOfItsKind(string address, ChannelKind kind) => Find(s_managed, address)!.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("presence:contact")]
    [InlineData("presence:contact:1:2")]
    [InlineData("tenant:abc:other:a:b")]
    [InlineData("public-news")]
    public void TryGetChannel_NoneOfTheManagersNames_IsNone(string address) => Find(s_managed, address).ShouldBeNull();

    [Fact]
    public void TryGetEvent_FreeChannel_IsAnEventOfAnyName()
    {
        s_catalog.TryGetEvent(Find(s_catalog, "public-news")!, "new-message", out EventDefinition? definition).ShouldBeTrue();

        definition!.Name.ShouldBe("new-message");
        definition.IsClientSendable.ShouldBeTrue();
        definition.IsBroadcast.ShouldBeTrue();
    }

    private static ChannelDefinition? Find(EventCatalog catalog, string address) =>
        catalog.TryGetChannel(ChannelName.Parse(address), out ChannelDefinition? found) ? found : null;
}
