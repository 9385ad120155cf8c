using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PubSub.Core.Catalog.Wire;

/// <summary>When a member must, may or cannot be there.</summary>
internal static class MemberPresence
{
    public static WireInput OfInput(JsonPropertyInfo property)
    {
        // A parameter without a default is required by ContractJson; a 'required' member that a constructor does not set is so by the language.
        if (property.IsRequired || property.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false }) return WireInput.Required;
        bool hasEffect = property.Set is not null
            || property.AssociatedParameter is not null
            || property.ObjectCreationHandling == JsonObjectCreationHandling.Populate;
        return hasEffect ? WireInput.Optional : WireInput.Ignored;
    }

    public static WireOutput OfOutput(JsonPropertyInfo property, JsonIgnoreCondition? ignore)
    {
        if (property.Get is null || ignore is JsonIgnoreCondition.Always or JsonIgnoreCondition.WhenWriting) return WireOutput.Never;
        return property.ShouldSerialize is null || ignore == JsonIgnoreCondition.Never ? WireOutput.Always : WireOutput.Sometimes;
    }

    public static bool IsNullableInput(JsonPropertyInfo property) =>
        property.AssociatedParameter is { IsMemberInitializer: false } parameter ? parameter.IsNullable : property.IsSetNullable;

    /// <summary>Whether <c>[Required]</c> asks for a value where the type alone would not: it then must be there and is not null.</summary>
    public static bool IsDemanded(JsonPropertyInfo property, MemberInfo declaration) =>
        (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null)
        && ConstructorParameter.AttributesOf<RequiredAttribute>(declaration).Any();
}
