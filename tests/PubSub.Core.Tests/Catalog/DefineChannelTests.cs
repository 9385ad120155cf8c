using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Manifest;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Catalog;

public sealed class DefineChannelTests
{
    [Fact]
    public void DefineChannel_Params_BecomeSegmentsInTheirOrder()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("board").Params<BoardParams>());

        catalog.Channels.Single().Name.ShouldBe("board:{boardId}:{page}:{layer?}");
        Find(catalog, "board:b1:3").ShouldNotBeNull();
        Find(catalog, "board:b1:3:top").ShouldNotBeNull();
        Find(catalog, "board:b1:three").ShouldBeNull();
        Find(catalog, "board:b1").ShouldBeNull();
    }

    [Fact]
    public void DefineChannel_NullableParameter_IsOptional()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("cursor").Params<OptionalRoom>().Event<Moved>("move"));

        Find(catalog, "cursor").ShouldBe(catalog.Channels.Single());
        Find(catalog, "cursor:room-1").ShouldBe(catalog.Channels.Single());
        Find(catalog, "cursor:room-1:x").ShouldBeNull();
        Find(catalog, "cursor:far-too-long").ShouldBeNull();
    }

    [Fact]
    public void DefineChannel_TemplateWithoutParams_HoldsAnyText()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("chat:{roomId?}"));

        Find(catalog, "chat").ShouldNotBeNull();
        Find(catalog, "chat:a%20b").ShouldNotBeNull();
    }

    [Fact]
    public void DefineChannel_AllThatCanBeSaid_IsInTheDefinition()
    {
        ChannelDefinition channel = Read(o => o
            .DefineChannel("log")
            .History("1h", limit: 10)
            .Public()
            .Description("What happened.")
            .Presence(_ => null)
            .Event<Moved>("moved")).Channels.Single();

        channel.Retention.ShouldBe(new ChannelRetention(TimeSpan.FromHours(1), 10));
        channel.Ordered.ShouldBeTrue();
        channel.Public.ShouldBeTrue();
        channel.Description.ShouldBe("What happened.");
        channel.HasPresence.ShouldBeTrue();
        channel.Kind.ShouldBe(ChannelKind.Declared);
        channel.ClrType.ShouldBeNull();
    }

    [Fact]
    public void DefineChannel_Partitions_AreThoseOfTheChannel() =>
        Read(o => o.DefineChannel("log").Partitions(4)).Channels.Single().Partitions.ShouldBe(4);

    [Fact]
    public void DefineChannel_Nothing_IsEphemeralAndClosed()
    {
        ChannelDefinition channel = Read(o => o.DefineChannel("cursor")).Channels.Single();

        channel.Retention.ShouldBeNull();
        channel.Ordered.ShouldBeFalse();
        channel.Public.ShouldBeFalse();
        channel.HasPresence.ShouldBeFalse();
    }

    [Fact]
    public void Event_SameNameInTwoChannels_IsFoundInEach()
    {
        EventCatalog catalog = Read(o =>
        {
            o.DefineChannel("a").Event<Moved>("move");
            o.DefineChannel("b").Event<Blurred>("move");
        });

        catalog.TryGetEvent(Find(catalog, "a")!, "move", out EventDefinition? a).ShouldBeTrue();
        catalog.TryGetEvent(Find(catalog, "b")!, "move", out EventDefinition? b).ShouldBeTrue();
        a!.PayloadType.ShouldBe(typeof(Moved));
        b!.PayloadType.ShouldBe(typeof(Blurred));
        catalog.TryGetEvent("move", out _).ShouldBeFalse();
    }

    [Fact]
    public void Event_NameThatOneChannelHas_IsFoundByName() =>
        Read(o => o.DefineChannel("a").Event<Moved>("move")).TryGetEvent("move", out _).ShouldBeTrue();

    [Fact]
    public void Event_ServerOnly_IsNotForClients()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("a").Event<Moved>("move", serverOnly: true, version: 3));

        EventDefinition definition = catalog.Events.Single();
        definition.IsClientSendable.ShouldBeFalse();
        definition.Version.ShouldBe(3);
    }

    [Fact]
    public void Event_PayloadOfSeveralEvents_IsNoneByItsType()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("a").Event<Moved>("move").Event<Moved>("jump").Event<Blurred>("blur"));

        catalog.TryGetEvent(typeof(Moved), out _).ShouldBeFalse();
        catalog.TryGetEvent(typeof(Blurred), out _).ShouldBeTrue();
    }

    [Fact]
    public void Event_PayloadThatIsAnEventByItself_IsThatOneByItsType()
    {
        EventCatalog catalog = Read(o =>
        {
            o.ContractAssemblies.Add(typeof(RoomSpoke).Assembly);
            o.DefineChannel("a").Event<RoomSpoke>("spoke");
        });

        catalog.TryGetEvent(typeof(RoomSpoke), out EventDefinition? definition).ShouldBeTrue();
        definition!.Channel.ClrType.ShouldBe(typeof(RoomChannel));
    }

    [Fact]
    public void DefineChannel_NameThatBeginsAsAFreeOne_WinsOverTheFreeChannel() =>
        Find(Read(o => o.DefineChannel("public-news")), "public-news")!.Kind.ShouldBe(ChannelKind.Declared);

    [Theory]
    [InlineData("two words", "PUBSUB004")]
    [InlineData("", "PUBSUB004")]
    [InlineData("a:{b?}:c", "PUBSUB004")]
    [InlineData("room:{other}", "PUBSUB005")]
    [InlineData("probe", "PUBSUB005")]
    public void DefineChannel_NameThatIsWrong_IsReported(string name, string code)
    {
        ContractProblem problem = ProblemOf(o =>
        {
            o.ContractAssemblies.Add(typeof(RoomChannel).Assembly);
            o.DefineChannel(name);
        });

        problem.Code.ShouldBe(code);
        problem.Where.ShouldBe($"DefineChannel(\"{name}\")");
    }

    [Fact]
    public void DefineChannel_FixedNameThatATemplateMayStandFor_IsReported() =>
        ProblemOf(o =>
        {
            o.DefineChannel("cursor");
            o.DefineChannel("cursor:{roomId?}");
        }).Code.ShouldBe("PUBSUB005");

    [Theory]
    [InlineData("", "PUBSUB002")]
    [InlineData("two words", "PUBSUB002")]
    [InlineData("..", "PUBSUB002")]
    [InlineData("pubsub:ready", "PUBSUB002")]
    [InlineData("presence:leave", "PUBSUB002")]
    [InlineData("taken", "PUBSUB003")]
    [InlineData("probe:noted", "PUBSUB003")]
    public void Event_NameThatIsWrong_IsReported(string name, string code) =>
        ProblemOf(o =>
        {
            o.ContractAssemblies.Add(typeof(RoomChannel).Assembly);
            o.DefineChannel("a").Event<Moved>("taken").Event<Blurred>(name);
        }).Code.ShouldBe(code);

    [Fact]
    public void Event_VersionBelowOne_IsReported() =>
        ProblemOf(o => o.DefineChannel("a").Event<Moved>("move", version: 0)).Code.ShouldBe("PUBSUB011");

    [Fact]
    public void Event_PayloadThatJsonCannotCarry_IsReported() =>
        ProblemOf(o => o.DefineChannel("a").Event<Stream>("move")).Code.ShouldBe("PUBSUB023");

    [Fact]
    public void Params_OptionalBeforeRequired_IsReported() =>
        ProblemOf(o => o.DefineChannel("a").Params<OptionalFirst>()).Code.ShouldBe("PUBSUB004");

    [Fact]
    public void Params_OptionalInTheNameOnly_IsReported() =>
        ProblemOf(o => o.DefineChannel("a:{roomId?}").Params<Room>()).Code.ShouldBe("PUBSUB033");

    [Fact]
    public void Params_WithoutWhatTheNameNames_IsReported() =>
        ProblemOf(o => o.DefineChannel("a:{roomId}:{other}").Params<Room>()).Code.ShouldBe("PUBSUB006");

    [Fact]
    public void Params_OfATypeThatNoAddressHolds_IsReported() =>
        ProblemOf(o => o.DefineChannel("a").Params<Dated>()).Code.ShouldBe("PUBSUB008");

    [Fact]
    public void Builder_AfterRegistration_SaysSo()
    {
        ChannelBuilder? builder = null;
        Read(o => builder = o.DefineChannel("a"));

        Should.Throw<InvalidOperationException>(() => builder!.Event<Moved>("move"));
    }

    [Fact]
    public void AddressOf_RecordWithoutItsOptionalParameter_LeavesItOut()
    {
        ChannelDefinition channel = ContractReader.Read([typeof(OptionalChannel)]).Channels.Single();

        channel.AddressOf(new OptionalChannel("a", 5)).Value.ShouldBe("optional:a:5");
        channel.AddressOf(new OptionalChannel("a")).Value.ShouldBe("optional:a");
        channel.AddressOf(new OptionalChannel()).Value.ShouldBe("optional");
        Should.Throw<ArgumentException>(() => channel.AddressOf(new OptionalChannel(null, 5)));
    }

    [Fact]
    public void Manifest_DefinedChannel_ShowsItAsADeclaredOne()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("cursor").Params<OptionalRoom>().Event<Moved>("move").WithPresence());

        using var manifest = JsonDocument.Parse(Encoding.UTF8.GetString(ContractManifest.Write(catalog)));
        JsonElement channel = manifest.RootElement.GetProperty("channels")[0];
        JsonElement move = manifest.RootElement.GetProperty("events")[0];

        channel.GetProperty("name").GetString().ShouldBe("cursor:{roomId?}");
        channel.GetProperty("parameters")[0].GetString().ShouldBe("roomId");
        channel.GetProperty("presence").GetBoolean().ShouldBeTrue();
        move.GetProperty("name").GetString().ShouldBe("move");
        move.GetProperty("channel").GetString().ShouldBe("cursor:{roomId?}");
        move.GetProperty("direction").GetString().ShouldBe("Both");
        move.GetProperty("payload").GetProperty("properties").TryGetProperty("x", out _).ShouldBeTrue();
        move.GetProperty("channelParameters").GetProperty("required").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Manifest_ParametersWithoutAType_AreText()
    {
        EventCatalog catalog = Read(o => o.DefineChannel("chat:{roomId}").Event<Moved>("move"));

        using var manifest = JsonDocument.Parse(Encoding.UTF8.GetString(ContractManifest.Write(catalog)));

        JsonElement parameters = manifest.RootElement.GetProperty("events")[0].GetProperty("channelParameters");
        parameters.GetProperty("properties").GetProperty("roomId").GetProperty("type").GetString().ShouldBe("string");
        parameters.GetProperty("required")[0].GetString().ShouldBe("roomId");
    }

    private static EventCatalog Read(Action<PubSubOptions> configure)
    {
        var options = new PubSubOptions();
        configure(options);
        return ContractReader.Read(options);
    }

    private static ContractProblem ProblemOf(Action<PubSubOptions> configure) =>
        Should.Throw<ContractException>(() => Read(configure)).Problems.ShouldHaveSingleItem();

    private static ChannelDefinition? Find(EventCatalog catalog, string address) =>
        catalog.TryGetChannel(ChannelName.Parse(address), out ChannelDefinition? found) ? found : null;

    private sealed record Room(string RoomId);

    private sealed record OptionalRoom([property: StringLength(10)] string? RoomId = null);

    private sealed record OptionalFirst(string? RoomId, string Other);

    private sealed record Dated(DateTime When);

    private sealed record BoardParams(string BoardId, int Page)
    {
        public string? Layer { get; init; }
    }

    private sealed record Moved(int X, int Y);

    private sealed record Blurred(string UserId);

    [EventChannel("optional:{name?}:{number?}")]
    private sealed record OptionalChannel(string? Name = null, int? Number = null) : IEventChannel;
}
