using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Tests.Catalog;

public class ChannelParameterTests
{
    private static readonly Guid s_tenant = new("6f9619ff-8b86-d011-b42d-00c04fc964ff");
    private static readonly EventCatalog s_catalog = ContractReader.Read([typeof(Board)]);

    [Fact]
    public void AddressOf_EveryKindOfParameter_IsWrittenInvariantly() =>
        s_catalog.Channels.Single().AddressOf(new Board(s_tenant, -5, true, Kind.Wide, "a b")).Value
            .ShouldBe("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:-5:true:Wide:a%20b");

    [Fact]
    public void AddressOf_ParameterAgainstItsAnnotation_Throws() =>
        Should.Throw<ArgumentException>(() => s_catalog.Channels.Single().AddressOf(new Board(s_tenant, 1, true, Kind.Wide, "far too long")));

    [Theory]
    [InlineData("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:1:true:Wide:a", true)]
    [InlineData("board:6F9619FF-8b86-d011-b42d-00c04fc964ff:1:true:Wide:a", false)]
    [InlineData("board:x:1:true:Wide:a", false)]
    [InlineData("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:01:true:Wide:a", false)]
    [InlineData("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:1:True:Wide:a", false)]
    [InlineData("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:1:true:Round:a", false)]
    [InlineData("board:6f9619ff-8b86-d011-b42d-00c04fc964ff:1:true:Wide:abcdef", false)]
    public void TryGetChannel_Address_IsKnownOnlyWhereParametersAreValidAndCanonical(string address, bool known) =>
        s_catalog.TryGetChannel(ChannelName.Parse(address), out _).ShouldBe(known);

    internal enum Kind
    {
        Wide,
    }

    [EventChannel("board:{tenant}:{number}:{open}:{kind}:{name}")]
    internal sealed record Board(Guid Tenant, int Number, bool Open, Kind Kind, [StringLength(5)] string Name) : IEventChannel;
}
