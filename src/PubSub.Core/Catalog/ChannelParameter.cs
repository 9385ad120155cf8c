using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>One parameter of a parametric channel, and the property that holds it if a type declares it.</summary>
internal sealed class ChannelParameter
{
    private readonly ValidationAttribute[] _rules;

    /// <summary>A parameter that holds any text.</summary>
    public ChannelParameter(string name)
    {
        Name = name;
        Type = typeof(string);
        _rules = [];
    }

    public ChannelParameter(string name, PropertyInfo property)
    {
        Name = name;
        Property = property;
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        _rules = [.. ConstructorParameter.AttributesOf<ValidationAttribute>(property)];
    }

    /// <summary>The name in the template, which is the property's name in JSON.</summary>
    public string Name { get; }

    public PropertyInfo? Property { get; }

    /// <summary>What the value is: text, a number, a truth value, a GUID or a member of an enum.</summary>
    public Type Type { get; }

    /// <summary>Whether the value is a string in JSON.</summary>
    public bool IsText => Type == typeof(string) || Type == typeof(Guid) || Type.IsEnum;

    public static string WireNameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public static bool Supports(Type type) =>
        type.IsEnum
        || type == typeof(string) || type == typeof(Guid) || type == typeof(bool)
        || type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong)
        || type == typeof(short) || type == typeof(ushort) || type == typeof(byte) || type == typeof(sbyte);

    /// <summary>A record's value as it stands in an address: text as it is, everything else as JSON writes it; empty where there is none.</summary>
    public string Format(object holder)
    {
        object? value = Property?.GetValue(holder);
        return value as string ?? (value is null ? "" : JsonSerializer.Serialize(value, Type, ContractJson.Strict).Trim('"'));
    }

    /// <summary>A JSON value as it stands in an address: a number, a truth value or a string, as the parameter's type is written.</summary>
    public bool TryRead(JsonElement json, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? problem)
    {
        (string expected, bool fits) = IsText ? ("a string", json.ValueKind == JsonValueKind.String)
            : Type == typeof(bool) ? ("true or false", json.ValueKind is JsonValueKind.True or JsonValueKind.False)
            : ("a whole number", json.ValueKind == JsonValueKind.Number);
        value = fits ? (IsText ? json.GetString()! : json.GetRawText()) : null;
        problem = fits ? null : $"must be {expected}";
        return fits && ChannelSegment.IsAllowed(value!, out problem) && IsValid(value!, out problem);
    }

    /// <summary>
    /// Whether an address may hold this value: it reads as the property's type, is written as <see cref="Format"/> writes it, so that nothing has
    /// two addresses, and keeps the annotated rules.
    /// </summary>
    public bool IsValid(string text, [NotNullWhen(false)] out string? problem)
    {
        problem = $"The channel parameter '{Name}' is not valid.";
        object? value = text;
        if (Type != typeof(string))
        {
            try
            {
                    value = JsonSerializer.Deserialize(IsText ? JsonSerializer.Serialize(text) : text, Type, ContractJson.Strict);
            }
            catch (JsonException)
            {
                return false;
            }

            string canonical = JsonSerializer.Serialize(value, Type, ContractJson.Strict).Trim('"');
            if (!string.Equals(canonical, text, StringComparison.Ordinal)) return false;
        }

        foreach (ValidationAttribute rule in _rules)
        {
            if (rule.IsValid(value)) continue;
            problem = rule.FormatErrorMessage(Name);
            return false;
        }

        problem = null;
        return true;
    }
}
