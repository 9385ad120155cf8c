using System.Reflection;

namespace PubSub.Core.Catalog.Wire;

/// <summary>Which elements of collections may be null: System.Text.Json does not say, the annotations do.</summary>
internal static class Nullability
{
    public static NullabilityInfo? Of(NullabilityInfoContext context, MemberInfo member) => member switch
    {
        PropertyInfo property => context.Create(property),
        FieldInfo field => context.Create(field),
        _ => null,
    };

    /// <summary>What a collection's annotations say of its elements, or of a dictionary's values; null where they say nothing.</summary>
    public static NullabilityInfo? OfElement(NullabilityInfo? collection, Type collectionType, Type element)
    {
        if (collection is null) return null;
        if (collection.ElementType is { } ofArray) return ofArray;
        if (!collectionType.IsGenericType) return null;
        int position = Array.FindLastIndex(collectionType.GetGenericArguments(), a => a == element);
        return position >= 0 && position < collection.GenericTypeArguments.Length ? collection.GenericTypeArguments[position] : null;
    }

    /// <summary>Where nothing is known of a reference, it may be null.</summary>
    public static bool IsNullable(Type type, NullabilityInfo? info) =>
        Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && info?.ReadState != NullabilityState.NotNull);
}
