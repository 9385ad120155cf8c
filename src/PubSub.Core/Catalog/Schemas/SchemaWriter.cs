using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>Writes the JSON Schema (draft 7) of one type, as a document of its own: references point into its <c>definitions</c>.</summary>
/// <param name="incoming">
/// True for what clients send: what may be left out is not required, and what is not declared is refused. The same schema holds for the payload as
/// it is broadcast. False for what only the server sends: all that it always writes is required, and a newer server may add members.
/// </param>
/// <param name="docs">Where descriptions come from.</param>
internal sealed class SchemaWriter(bool incoming, DocSource docs)
{
    /// <summary>The dialect: the newest that AsyncAPI 3, OpenAPI tools and validators read alike.</summary>
    public const string Dialect = "http://json-schema.org/draft-07/schema#";

    private IReadOnlyDictionary<Type, string> _names = new Dictionary<Type, string>();

    public JsonObject Write(WireType root)
    {
        IReadOnlyList<WireType> types = WireGraph.Reachable([root]);
        WireType[] named = [.. types.Where(t => t is WireUnion || (t is WireObject && !types.Any(u => u is WireUnion && u.ClrType == t.ClrType)))];
        _names = WireNames.Assign(named.Select(t => t.ClrType), []);

        var document = new JsonObject { ["$schema"] = Dialect };
        JsonObject body = root is WireObject or WireUnion ? Definition(root) : Node(root);
        foreach ((string key, JsonNode? value) in body.ToArray())
        {
            body.Remove(key);
            document[key] = value;
        }

        // Only what is referred to; the root among it where it contains itself.
        IEnumerable<WireType> referred = named.Where(t => t != root || WireGraph.Reachable(Inside(t)).Contains(t)).OrderBy(t => _names[t.ClrType], StringComparer.Ordinal);
        var definitions = new JsonObject();
        foreach (WireType type in referred) definitions[_names[type.ClrType]] = Definition(type);
        if (definitions.Count > 0) document["definitions"] = definitions;
        return document;
    }

    private static IEnumerable<WireType> Inside(WireType type) => type switch
    {
        WireObject o => o.Members.Select(m => m.Type),
        WireUnion union => union.Cases.SelectMany(c => c.Object.Members).Select(m => m.Type),
        _ => [],
    };

    private JsonObject Definition(WireType type)
    {
        var node = new JsonObject();
        if (docs.Summary(type.ClrType) is { } description) node["description"] = description;
        switch (type)
        {
            case WireUnion union:
                node["type"] = "object";
                node["anyOf"] = new JsonArray([.. union.Cases.Select(c => (JsonNode)Object(c.Object, union.Discriminator, c.Value, new JsonObject()))]);
                return node;
            case WireObject o:
                return Object(o, discriminator: null, value: null, node);
            default:
                return Node(type);
        }
    }

    private JsonObject Object(WireObject type, string? discriminator, object? value, JsonObject node)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        if (discriminator is not null && value is not null)
        {
            properties[discriminator] = new JsonObject { ["enum"] = new JsonArray(value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value)) };
            required.Add((JsonNode)discriminator);
        }

        foreach (WireMember member in type.Members)
        {
            if (!incoming && member.Output == WireOutput.Never) continue;
            properties[member.Name] = Member(member);
            if (incoming ? member.Input == WireInput.Required : member.Output == WireOutput.Always) required.Add((JsonNode)member.Name);
        }

        node["type"] = "object";
        if (properties.Count > 0) node["properties"] = properties;
        if (required.Count > 0) node["required"] = required;
        bool refuses = (type.Unmapped ?? (incoming ? JsonUnmappedMemberHandling.Disallow : JsonUnmappedMemberHandling.Skip)) == JsonUnmappedMemberHandling.Disallow;
        if (refuses && !type.KeepsUnknown) node["additionalProperties"] = false;
        return node;
    }

    private JsonObject Member(WireMember member)
    {
        JsonObject node = Slot(new WireSlot(member.Type, incoming ? member.NullableInput || member.NullableOutput : member.NullableOutput));
        if (node.ContainsKey("$ref")) node = new JsonObject { ["allOf"] = new JsonArray(node) };
        else Constraints.Apply(node, member);
        if (incoming && member.Input == WireInput.Ignored) node["readOnly"] = true;
        if (docs.Summary(member.Declaration) is not { } description) return node;

        // First, because that is where a reader looks.
        node.Insert(0, "description", description);
        return node;
    }

    private JsonObject Slot(WireSlot slot)
    {
        // A reference that is not annotated as nullable refuses null, whatever else it takes.
        if (!slot.Nullable && WireScalars.IsAnythingButNull(slot.Type))
            return new JsonObject { ["type"] = new JsonArray("object", "array", "string", "number", "boolean") };
        JsonObject node = Node(slot.Type);
        return slot.Nullable ? Nullable(node) : node;
    }

    private static JsonObject Nullable(JsonObject node)
    {
        if (node.Count == 0) return node;
        if (!node.TryGetPropertyValue("type", out JsonNode? type)) return new JsonObject { ["anyOf"] = new JsonArray(node, new JsonObject { ["type"] = "null" }) };
        node["type"] = new JsonArray([.. type is JsonArray several ? several.Select(t => t!.DeepClone()) : [type!.DeepClone()], "null"]);
        if (node["enum"] is JsonArray values) values.Add((JsonNode?)null);
        return node;
    }

    private JsonObject Node(WireType type) => type switch
    {
        WireObject or WireUnion => new JsonObject { ["$ref"] = $"#/definitions/{_names[type.ClrType]}" },
        WireArray array => new JsonObject { ["type"] = "array", ["items"] = Slot(array.Element) },
        WireMap map => Map(map),
        WireEnum e => ScalarSchemas.Enum(e),
        WireNumber number => ScalarSchemas.Number(number, incoming),
        WireScalar scalar => ScalarSchemas.Scalar(scalar),
        _ => [],
    };

    private JsonObject Map(WireMap map)
    {
        var node = new JsonObject { ["type"] = "object", ["additionalProperties"] = Slot(map.Value) };
        if (ScalarSchemas.Key(map.Key) is { } key) node["propertyNames"] = key;
        return node;
    }
}
