using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>One parameter of a parametric channel, and the property that holds it.</summary>
internal sealed class ChannelParameter
{
    private readonly ValidationAttribute[] _rules;

    public ChannelParameter(string name, PropertyInfo property)
    {
        Name = name;
        Property = property;
        _rules = [.. ConstructorParameter.AttributesOf<ValidationAttribute>(property)];
    }

    /// <summary>The name in the template, which is the property's name in JSON.</summary>
    public string Name { get; }

    public PropertyInfo Property { get; }

    public static string WireNameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public static bool Supports(Type type) =>
        type.IsEnum
        || type == typeof(string) || type == typeof(Guid) || type == typeof(bool)
        || type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong)
        || type == typeof(short) || type == typeof(ushort) || type == typeof(byte) || type == typeof(sbyte);

    /// <summary>A value as it stands in an address: text as it is, everything else as JSON writes it.</summary>
    public string Format(IEventChannel channel)
    {
        object? value = Property.GetValue(channel);
        return value as string ?? (value is null ? "" : JsonSerializer.Serialize(value, Property.PropertyType, ContractJson.Strict).Trim('"'));
    }

    /// <summary>
    /// Whether an address may hold this value: it reads as the property's type, is written as <see cref="Format"/> writes it, so that nothing has
    /// two addresses, and keeps the annotated rules.
    /// </summary>
    public bool IsValid(string text, [NotNullWhen(false)] out string? problem)
    {
        problem = $"The channel parameter '{Name}' is not valid.";
        object? value = text;
        if (Property.PropertyType != typeof(string))
        {
            try
            {
                bool quoted = Property.PropertyType.IsEnum || Property.PropertyType == typeof(Guid);
                value = JsonSerializer.Deserialize(quoted ? JsonSerializer.Serialize(text) : text, Property.PropertyType, ContractJson.Strict);
            }
            catch (JsonException)
            {
                return false;
            }

            string canonical = JsonSerializer.Serialize(value, Property.PropertyType, ContractJson.Strict).Trim('"');
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
