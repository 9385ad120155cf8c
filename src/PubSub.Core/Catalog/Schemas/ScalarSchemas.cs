using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PubSub.Contracts;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>The schemas of single values: System.Text.Json's own where it says enough.</summary>
internal static class ScalarSchemas
{
    private const string IntegerPattern = @"-?(?:0|[1-9]\d*)";
    private const string NumberPattern = @"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?";

    private static readonly Dictionary<Type, (JsonNode Min, JsonNode Max)> s_limits = new()
    {
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(sbyte)] = (sbyte.MinValue, sbyte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
    };

    public static JsonObject Scalar(WireScalar scalar) => scalar.Kind switch
    {
        WireScalarKind.Boolean => new JsonObject { ["type"] = "boolean" },
        WireScalarKind.AnyScalar => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        WireScalarKind.AnyObject => new JsonObject { ["type"] = "object" },
        WireScalarKind.AnyArray => new JsonObject { ["type"] = "array" },
        WireScalarKind.String => Text(scalar.ClrType),
        _ => [],
    };

    /// <summary>One of the names; of flags, any combination of them.</summary>
    public static JsonObject Enum(WireEnum type)
    {
        if (!type.IsFlags) return new JsonObject { ["type"] = "string", ["enum"] = Names(type) };
        string name = $"(?:{string.Join('|', type.Values.Select(v => Regex.Escape(v.Name)))})";
        var node = new JsonObject { ["type"] = "string", ["pattern"] = Anchored($"{name}(?:, {name})*") };
        if (type.Values.Count > 0) node["examples"] = new JsonArray(type.Values[0].Name);
        return node;
    }

    private static JsonArray Names(WireEnum type) => new([.. type.Values.Select(v => (JsonNode)v.Name)]);

    /// <summary>What the names of a dictionary's members look like; null where any text will do.</summary>
    public static JsonObject? Key(WireType key) => key switch
    {
        WireEnum { IsFlags: false } e => new JsonObject { ["enum"] = Names(e) },
        WireNumber number => new JsonObject { ["pattern"] = Anchored(WireScalars.IsInteger(number.ClrType) ? IntegerPattern : NumberPattern) },
        WireScalar { Kind: WireScalarKind.Boolean } => new JsonObject { ["enum"] = new JsonArray("True", "False") },
        WireScalar scalar when scalar.ClrType != typeof(string) => Text(scalar.ClrType) is var text && text.Remove("type") ? text : null,
        _ => null,
    };

    public static JsonObject Number(WireNumber number, bool incoming)
    {
        bool integer = WireScalars.IsInteger(number.ClrType);
        var plain = new JsonObject { ["type"] = integer ? "integer" : "number" };
        if (s_limits.TryGetValue(number.ClrType, out (JsonNode Min, JsonNode Max) limits))
        {
            plain["minimum"] = limits.Min.DeepClone();
            plain["maximum"] = limits.Max.DeepClone();
        }

        bool asText = number.Handling.HasFlag(JsonNumberHandling.WriteAsString);
        bool fromText = number.Handling.HasFlag(JsonNumberHandling.AllowReadingFromString);
        bool named = number.Handling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) && !integer && number.ClrType != typeof(decimal);
        var alternatives = new List<JsonNode>();
        if (incoming || !asText) alternatives.Add(plain);
        if (asText || (incoming && fromText))
            alternatives.Add(new JsonObject { ["type"] = "string", ["pattern"] = Anchored(integer ? IntegerPattern : NumberPattern) });
        if (named) alternatives.Add(new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") });
        return alternatives is [JsonObject only] ? only : new JsonObject { ["anyOf"] = new JsonArray([.. alternatives]) };
    }

    private static JsonObject Text(Type type)
    {
        if (type == typeof(EventId)) return new JsonObject { ["type"] = "string", ["format"] = "uuid" };
        var node = (JsonObject)ContractJson.Strict.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        node.Remove("$comment");
        node["type"] = "string";

        // Where the in-box schema refuses what the serializer writes: a time of day has no offset, and an address may be relative.
        if (type == typeof(TimeOnly))
        {
            node.Remove("format");
            node["pattern"] = Anchored(@"\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?");
        }
        else if (type == typeof(Uri))
        {
            node["format"] = "uri-reference";
        }
        else if (type == typeof(byte[]) || type == typeof(Memory<byte>) || type == typeof(ReadOnlyMemory<byte>))
        {
            node["contentEncoding"] = "base64";
        }

        return node;
    }

    internal static string Anchored(string pattern) => $"^(?:{pattern})$";
}
