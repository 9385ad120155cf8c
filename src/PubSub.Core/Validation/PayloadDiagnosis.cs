using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PubSub.Contracts;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Validation;

/// <summary>
/// Walks a payload that its contract refuses, beside the contract, and names every unknown, repeated, missing, null and ill-typed member. Runs only
/// after a refusal, so it may cost more than reading does; what it cannot tell apart is left to the reader's own error.
/// </summary>
internal static class PayloadDiagnosis
{
    public static void Run(ReadOnlySpan<byte> json, JsonTypeInfo type, PayloadErrors errors)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ContractJson.MaxDepth });
        Visit(JsonElement.ParseValue(ref reader), type, PayloadReader.Root, errors);
    }

    private static void Visit(JsonElement value, JsonTypeInfo type, string path, PayloadErrors errors)
    {
        if (errors.IsFull) return;
        if (type.PolymorphismOptions is not null) Try(value, type, path, errors);
        else if (type.Kind == JsonTypeInfoKind.Object && Has(value, JsonValueKind.Object, type, path, errors)) VisitObject(value, type, path, errors);
        else if (type.Kind == JsonTypeInfoKind.Enumerable && Has(value, JsonValueKind.Array, type, path, errors)) VisitItems(value, type, path, errors);
        else if (type.Kind == JsonTypeInfoKind.Dictionary && Has(value, JsonValueKind.Object, type, path, errors)) VisitEntries(value, type, path, errors);
        else if (type.Kind == JsonTypeInfoKind.None) Try(value, type, path, errors);
    }

    private static void VisitObject(JsonElement value, JsonTypeInfo type, string path, PayloadErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool isOpen = type.Properties.Any(p => p.IsExtensionData);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!TryName(member, path, errors, out string? name)) continue;
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(p => !p.IsExtensionData && p.Name == name);
            string memberPath = JsonPath.Member(path, name);
            if (!seen.Add(name)) errors.Add(memberPath, "is there twice");
            else if (property is null && !isOpen) errors.Add(memberPath, "is not a member of this contract");
            else if (property is not null) VisitMember(member.Value, property, memberPath, errors);
        }

        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (MemberPresence.OfInput(property) == WireInput.Required && !seen.Contains(property.Name)) errors.Add(JsonPath.Member(path, property.Name), "is missing");
        }
    }

    private static void VisitMember(JsonElement value, JsonPropertyInfo property, string path, PayloadErrors errors)
    {
        if (MemberPresence.OfInput(property) == WireInput.Ignored) return;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!IsNullable(property)) errors.Add(path, "must not be null");
            return;
        }

        // A converter of the member's own is not seen from its type.
        if (property.CustomConverter is null) Visit(value, property.Options.GetTypeInfo(property.PropertyType), path, errors);
    }

    private static void VisitItems(JsonElement value, JsonTypeInfo type, string path, PayloadErrors errors)
    {
        if (type.ElementType is null) return;
        JsonTypeInfo element = type.Options.GetTypeInfo(type.ElementType);
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            // Whether items may be null is not kept by the runtime; only value types say so themselves.
            if (item.ValueKind != JsonValueKind.Null || !AllowsNull(element.Type)) Visit(item, element, JsonPath.Item(path, index), errors);
            index++;
        }
    }

    private static void VisitEntries(JsonElement value, JsonTypeInfo type, string path, PayloadErrors errors)
    {
        if (type.ElementType is null) return;
        JsonTypeInfo element = type.Options.GetTypeInfo(type.ElementType);
        foreach (JsonProperty entry in value.EnumerateObject())
        {
            if (!TryName(entry, path, errors, out string? name)) continue;
            if (entry.Value.ValueKind != JsonValueKind.Null || !AllowsNull(element.Type))
                Visit(entry.Value, element, JsonPath.Member(path, name), errors);
        }
    }

    // A name is unescaped when it is asked for, and may hold what no string can.
    private static bool TryName(JsonProperty member, string path, PayloadErrors errors, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            errors.Add(path, "has a member whose name holds an escaped surrogate without its pair");
            return false;
        }
    }

    private static bool Has(JsonElement value, JsonValueKind kind, JsonTypeInfo type, string path, PayloadErrors errors)
    {
        if (value.ValueKind == kind) return true;
        if (value.ValueKind == JsonValueKind.Null && path != PayloadReader.Root) return false;
        // A type of which every JSON value may be one, or whose items come as a string, such as bytes.
        Try(value, type, path, errors, kind == JsonValueKind.Array ? "must be an array" : "must be an object");
        return false;
    }

    private static void Try(JsonElement value, JsonTypeInfo type, string path, PayloadErrors errors, string? message = null)
    {
        try
        {
            value.Deserialize(type);
        }
        catch (JsonException error)
        {
            errors.Add(error.Path is ['$', .. string rest] ? path + rest : path, message ?? Expectation.Of(type.Type));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            errors.Add(path, message ?? Expectation.Of(type.Type));
        }
    }

    private static bool IsNullable(JsonPropertyInfo property) =>
        AllowsNull(property.PropertyType) && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);

    private static bool AllowsNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
}
