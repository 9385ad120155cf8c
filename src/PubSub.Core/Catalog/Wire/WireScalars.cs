using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace PubSub.Core.Catalog.Wire;

/// <summary>The types that System.Text.Json writes as one value by itself, and the enums.</summary>
internal static class WireScalars
{
    private static readonly HashSet<Type> s_numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(Half), typeof(float), typeof(double), typeof(decimal),
    ];

    private static readonly Dictionary<Type, WireScalarKind> s_kinds = new()
    {
        [typeof(bool)] = WireScalarKind.Boolean,
        [typeof(string)] = WireScalarKind.String,
        [typeof(char)] = WireScalarKind.String,
        [typeof(Guid)] = WireScalarKind.String,
        [typeof(Uri)] = WireScalarKind.String,
        [typeof(Version)] = WireScalarKind.String,
        [typeof(DateTime)] = WireScalarKind.String,
        [typeof(DateTimeOffset)] = WireScalarKind.String,
        [typeof(DateOnly)] = WireScalarKind.String,
        [typeof(TimeOnly)] = WireScalarKind.String,
        [typeof(TimeSpan)] = WireScalarKind.String,
        [typeof(byte[])] = WireScalarKind.String,
        [typeof(Memory<byte>)] = WireScalarKind.String,
        [typeof(ReadOnlyMemory<byte>)] = WireScalarKind.String,
        [typeof(EventId)] = WireScalarKind.String,
        [typeof(object)] = WireScalarKind.Any,
        [typeof(JsonElement)] = WireScalarKind.Any,
        [typeof(JsonDocument)] = WireScalarKind.Any,
        [typeof(JsonNode)] = WireScalarKind.Any,
        [typeof(JsonValue)] = WireScalarKind.AnyScalar,
        [typeof(JsonObject)] = WireScalarKind.AnyObject,
        [typeof(JsonArray)] = WireScalarKind.AnyArray,
    };

    public static bool IsInteger(Type type) => s_numbers.Contains(type) && type != typeof(Half) && type != typeof(float) && type != typeof(double) && type != typeof(decimal);

    /// <summary>Whether a type takes any JSON, and null only where it is annotated so.</summary>
    public static bool IsAnythingButNull(WireType type) => type is WireScalar && (type.ClrType == typeof(object) || type.ClrType == typeof(JsonNode));

    public static WireType? Find(Type type, JsonNumberHandling handling) =>
        s_numbers.Contains(type) ? new WireNumber(type, handling)
        : s_kinds.TryGetValue(type, out WireScalarKind kind) ? new WireScalar(type, kind)
        : null;

    /// <summary>Each value is written to learn its name; an enum whose converter writes numbers is a number.</summary>
    public static WireType ReadEnum(Type type, JsonSerializerOptions options)
    {
        var values = new List<WireEnumValue>();
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            JsonNode? written = JsonSerializer.SerializeToNode(field.GetValue(null), type, options);
            if (written?.GetValueKind() == JsonValueKind.Number) return new WireNumber(Enum.GetUnderlyingType(type), JsonNumberHandling.Strict);
            if (written?.GetValueKind() != JsonValueKind.String) throw new NotSupportedException("An enum is written as a name or a number.");
            string name = written.GetValue<string>();
            if (values.TrueForAll(v => v.Name != name)) values.Add(new WireEnumValue(name, field));
        }

        return new WireEnum(type, values, type.IsDefined(typeof(FlagsAttribute), inherit: false));
    }
}
