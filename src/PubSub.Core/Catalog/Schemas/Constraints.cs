using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation;
using PubSub.Contracts;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>Carries DataAnnotations into a schema: NJsonSchema's reading of them, and what it leaves out.</summary>
internal static class Constraints
{
    private static readonly JsonSchemaGenerator s_generator = new(new JsonSchemaGeneratorSettings());

    /// <summary>Reads a member's annotations, on the property and on its constructor parameter alike.</summary>
    public static void Apply(JsonObject node, WireMember member)
    {
        ValidationAttribute[] rules = [.. ConstructorParameter.AttributesOf<ValidationAttribute>(member.Declaration)];
        if (rules.Length == 0) return;

        ApplyKnown(node, member);
        foreach (ValidationAttribute rule in rules) ApplyRule(node, member.Type, rule);
    }

    private static void ApplyKnown(JsonObject node, WireMember member)
    {
        JsonObjectType type = member.Type switch
        {
            WireArray => JsonObjectType.Array,
            WireScalar { Kind: WireScalarKind.String } => JsonObjectType.String,
            _ => JsonObjectType.None,
        };
        if (type == JsonObjectType.None) return;

        var known = new JsonSchema { Type = type };
        if (member.Declaration is PropertyInfo property) Read(property.ToContextualProperty().PropertyType);
        if (member.Declaration is FieldInfo field) Read(field.ToContextualField().FieldType);
        if (ConstructorParameter.Of(member.Declaration) is { } parameter) Read(parameter.ToContextualParameter());

        Set(node, "minLength", known.MinLength);
        Set(node, "maxLength", known.MaxLength);
        if (known.MinItems > 0) Set(node, "minItems", known.MinItems);
        if (known.MaxItems > 0) Set(node, "maxItems", known.MaxItems);
        if (known.Format is not null) node["format"] = known.Format;

        void Read(ContextualType source) => s_generator.ApplyDataAnnotations(known, JsonTypeDescription.Create(source, type, false, null));
    }

    private static void ApplyRule(JsonObject node, WireType type, ValidationAttribute rule)
    {
        switch (rule)
        {
            case RangeAttribute range when type is WireNumber:
                ApplyRange(node, range);
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when type is WireScalar { Kind: WireScalarKind.String } && type.ClrType == typeof(string):
                // Blank text counts as none.
                node["minLength"] ??= 1;
                node["pattern"] ??= @"\S";
                break;
            case RegularExpressionAttribute expression:
                // The attribute asks for the whole text, a schema for any part of it.
                node["pattern"] = ScalarSchemas.Anchored(expression.Pattern);
                break;
            case LengthAttribute length:
                ApplyLength(node, type, length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute least when type is WireMap:
                ApplyLength(node, type, least.Length, null);
                break;
            case MaxLengthAttribute most when type is WireMap:
                ApplyLength(node, type, null, most.Length);
                break;
            case AllowedValuesAttribute allowed:
                node["enum"] = Values(allowed.Values, type);
                break;
            case DeniedValuesAttribute denied:
                node["not"] = new JsonObject { ["enum"] = Values(denied.Values, type) };
                break;
            case Base64StringAttribute:
                node["contentEncoding"] = "base64";
                break;
        }
    }

    private static void ApplyLength(JsonObject node, WireType type, int? least, int? most)
    {
        string suffix = type switch { WireArray => "Items", WireMap => "Properties", _ => "Length" };
        if (least > 0) node[$"min{suffix}"] = least;
        if (most >= 0) node[$"max{suffix}"] = most;
    }

    private static void ApplyRange(JsonObject node, RangeAttribute range)
    {
        // Numbers of any text or name that may stand for them are beside the plain number, which is where a range belongs.
        JsonObject target = node["anyOf"] is JsonArray alternatives ? (JsonObject)alternatives[0]! : node;
        if (Limit(range.Minimum) is { } minimum)
        {
            target.Remove("minimum");
            target[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = minimum;
        }

        if (Limit(range.Maximum) is { } maximum)
        {
            target.Remove("maximum");
            target[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = maximum;
        }
    }

    /// <summary>Null where the limit is no number, or so large that it stands for none.</summary>
    private static JsonNode? Limit(object limit)
    {
        if (limit is int whole) return whole;
        if (limit is string text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact))
            return Math.Abs(exact) < decimal.MaxValue ? Normalised(exact) : null;
        return limit is double number && Math.Abs(number) < 1e28 ? Normalised((decimal)number) : null;
    }

    private static JsonValue Normalised(decimal value) => JsonValue.Create(value / 1.0000000000000000000000000000m);

    private static JsonArray Values(object?[] values, WireType type) =>
        new([.. values.Select(v => v is null ? null : JsonSerializer.SerializeToNode(v, v.GetType() == type.ClrType ? type.ClrType : v.GetType(), ContractJson.Strict))]);

    private static void Set(JsonObject node, string name, int? value)
    {
        if (value is not null) node[name] = value;
    }
}
