using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Orders.Events;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Schemas;
using Shapes;

namespace PubSub.Codegen.Tests;

/// <summary>Schemas are proved with real values, and a validator that knows nothing of ours.</summary>
public class SchemaTests
{
    private static readonly EventCatalog s_catalog =
        ContractReader.Read([typeof(Scalars).Assembly, typeof(OrderCreated).Assembly, typeof(Collab.Events.ChatMessage).Assembly], ContractScope.Declarations);

    // Members that are not read, and memory, which takes null for empty: the schema says what is meant.
    private static readonly HashSet<string> s_nullIsIgnored = ["computed", "onlyWritten", "memory", "readOnlyMemory"];

    public static TheoryData<int> Payloads => [.. Enumerable.Range(0, ShapeValues.Payloads.Count)];

    public static TheoryData<string> Events => [.. s_catalog.Events.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_RealValue_IsValid(int index)
    {
        EventDefinition definition = DefinitionOf(ShapeValues.Payloads[index]);
        JsonNode value = JsonSerializer.SerializeToNode(ShapeValues.Payloads[index], definition.PayloadType, ContractJson.Strict)!;

        (await ValidateAsync(SchemaOf(definition), value)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_MemberRemoved_IsRefusedExactlyWhereTheSerializerRefusesIt(int index)
    {
        EventDefinition definition = DefinitionOf(ShapeValues.Payloads[index]);
        if (!definition.IsClientSendable) return;
        var whole = (JsonObject)JsonSerializer.SerializeToNode(ShapeValues.Payloads[index], definition.PayloadType, ContractJson.Strict)!;
        foreach (string member in whole.Select(m => m.Key).ToArray())
        {
            var without = (JsonObject)whole.DeepClone();
            without.Remove(member);

            bool accepted = IsRead(without, definition.PayloadType) && !IsDemandedByRequired(definition.PayloadType, member);
            ((await ValidateAsync(SchemaOf(definition), without)).Count == 0).ShouldBe(accepted, $"{definition.Name} without {member}");
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_MemberNull_IsRefusedExactlyWhereTheSerializerRefusesIt(int index)
    {
        EventDefinition definition = DefinitionOf(ShapeValues.Payloads[index]);
        if (!definition.IsClientSendable) return;
        var whole = (JsonObject)JsonSerializer.SerializeToNode(ShapeValues.Payloads[index], definition.PayloadType, ContractJson.Strict)!;
        foreach (string member in whole.Select(m => m.Key).Where(m => !s_nullIsIgnored.Contains(m)).ToArray())
        {
            var withNull = (JsonObject)whole.DeepClone();
            withNull[member] = null;

            bool accepted = IsRead(withNull, definition.PayloadType) && !IsDemandedByRequired(definition.PayloadType, member);
            ((await ValidateAsync(SchemaOf(definition), withNull)).Count == 0).ShouldBe(accepted, $"{definition.Name} with {member} null");
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Payload_UnknownMember_IsRefusedWhereClientsSend(string name)
    {
        s_catalog.TryGetEvent(name, out EventDefinition? definition).ShouldBeTrue();
        var value = (JsonObject)EventSchemas.Of(definition, DocSource.BesideAssemblies()).Example!;
        value["unheardOf"] = 1;

        bool refused = (await ValidateAsync(SchemaOf(definition), value)).Count > 0;

        refused.ShouldBe(definition.IsClientSendable && definition.PayloadType != typeof(Members));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Example_OfEveryEvent_IsAcceptedBySchemaAndSerializer(string name)
    {
        s_catalog.TryGetEvent(name, out EventDefinition? definition).ShouldBeTrue();
        JsonNode example = EventSchemas.Of(definition, DocSource.BesideAssemblies()).Example!;

        (await ValidateAsync(SchemaOf(definition), example)).ShouldBeEmpty(example.ToJsonString());
        if (definition.IsClientSendable) JsonSerializer.Deserialize(example, definition.PayloadType, ContractJson.Strict).ShouldNotBeNull();
    }

    [Fact]
    public async Task Result_RealValue_IsValid()
    {
        s_catalog.TryGetEvent("orders:created", out EventDefinition? created).ShouldBeTrue();
        JsonObject schema = EventSchemas.Of(created, DocSource.BesideAssemblies()).Result!;

        (await ValidateAsync(schema, JsonSerializer.SerializeToNode(new OrderAccepted(true), ContractJson.Strict)!)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name", "\"n\"")]
    [InlineData("name", "\"far too long\"")]
    [InlineData("needed", "\" \"")]
    [InlineData("stars", "6")]
    [InlineData("ratio", "0.4")]
    [InlineData("price", "100")]
    [InlineData("between", "0")]
    [InlineData("between", "1")]
    [InlineData("code", "\"abcd\"")]
    [InlineData("tags", "[]")]
    [InlineData("tags", "[\"a\",\"b\",\"c\",\"d\"]")]
    [InlineData("pin", "\"1\"")]
    [InlineData("numbers", "[1,2,3]")]
    [InlineData("size", "\"medium\"")]
    [InlineData("user", "\"root\"")]
    [InlineData("mail", "\"nobody\"")]
    [InlineData("optional", "\"12345\"")]
    [InlineData("map", "{}")]
    public async Task Payload_AgainstAnnotation_IsRefused(string member, string json)
    {
        EventDefinition definition = DefinitionOf(Annotated.Example);
        var value = (JsonObject)JsonSerializer.SerializeToNode(Annotated.Example, ContractJson.Strict)!;
        value[member] = JsonNode.Parse(json);

        (await ValidateAsync(SchemaOf(definition), value)).ShouldHaveSingleItem().ShouldContain(member);
    }

    [Fact]
    public void ChannelParameters_OfParametricChannel_HaveTypesAndExamples()
    {
        s_catalog.TryGetEvent("board:renamed", out EventDefinition? renamed).ShouldBeTrue();

        JsonObject schema = EventSchemas.Of(renamed, DocSource.BesideAssemblies()).ChannelParameters!;

        schema["required"]!.ToJsonString().ShouldBe("""["tenantId","number","kind"]""");
        schema["properties"]!["tenantId"]!["format"]!.GetValue<string>().ShouldBe("uuid");
        schema["properties"]!["kind"]!["enum"]!.ToJsonString().ShouldBe("""["Red","Green","deep-blue"]""");
        schema["properties"]!["number"]!["examples"]!.ToJsonString().ShouldBe("[1]");
    }

    private static EventDefinition DefinitionOf(object payload) => s_catalog.Events.Single(e => e.PayloadType.IsInstanceOfType(payload));

    private static JsonObject SchemaOf(EventDefinition definition) => EventSchemas.Of(definition, DocSource.BesideAssemblies()).Payload;

    private static bool IsRead(JsonObject value, Type type)
    {
        try
        {
            JsonSerializer.Deserialize(value, type, ContractJson.Strict);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // [Required] is a rule beside the serializer.
    private static bool IsDemandedByRequired(Type type, string member) => type == typeof(Annotated) && member == "needed";

    private static async Task<List<string>> ValidateAsync(JsonObject schema, JsonNode value)
    {
        JsonSchema validator = await JsonSchema.FromJsonAsync(schema.ToJsonString());
        return [.. validator.Validate(value.ToJsonString()).Select(e => $"{e.Kind} {e.Path}")];
    }
}
