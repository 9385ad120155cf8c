using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PubSub.Contracts;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>Finds what System.Text.Json could not write or read of a type, before the first event needs it.</summary>
internal static class WireCheck
{
    /// <summary>Walks everything reachable from a type. Each problem names the type, or the member that brings it in.</summary>
    public static IEnumerable<(string Where, string Message)> FindProblems(Type root)
    {
        var seen = new HashSet<Type>();
        var open = new Queue<(Type Type, string Where)>();
        open.Enqueue((root, ContractProblems.NameOf(root)));
        while (open.TryDequeue(out (Type Type, string Where) next))
        {
            if (!seen.Add(next.Type)) continue;
            (string? problem, List<(Type, string)> reached) = Check(next.Type, next.Where);
            if (problem is not null) yield return (next.Where, problem);
            foreach ((Type, string) more in reached) open.Enqueue(more);
        }
    }

    private static (string? Problem, List<(Type Type, string Where)> Reached) Check(Type type, string where)
    {
        var reached = new List<(Type, string)>();
        try
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying)
            {
                reached.Add((underlying, where));
                return (null, reached);
            }

            JsonTypeInfo info = ContractJson.Strict.GetTypeInfo(type);
            if (info.Converter.GetType().Name.StartsWith("UnsupportedTypeConverter", StringComparison.Ordinal))
                return ($"{ContractProblems.NameOf(type)} cannot be written as JSON.", reached);
            return info.Kind switch
            {
                JsonTypeInfoKind.Object => (CheckObject(info, reached), reached),
                JsonTypeInfoKind.Enumerable => (CheckElements(info, where, reached), reached),
                JsonTypeInfoKind.Dictionary => (CheckDictionary(info, where, reached), reached),
                _ => (null, reached),
            };
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException or JsonException)
        {
            return ($"{ContractProblems.NameOf(type)} cannot be written as JSON: {e.Message}", reached);
        }
    }

    private static string? CheckObject(JsonTypeInfo info, List<(Type Type, string Where)> reached)
    {
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (property is { Get: null, Set: null, AssociatedParameter: null } || property.CustomConverter is not null) continue;
            reached.Add((property.PropertyType, $"{ContractProblems.NameOf(info.Type)}.{(property.AttributeProvider as MemberInfo)?.Name ?? property.Name}"));
        }

        foreach (JsonDerivedType derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (derived.DerivedType != info.Type) reached.Add((derived.DerivedType, ContractProblems.NameOf(derived.DerivedType)));
        }

        bool readAsDerived = info.PolymorphismOptions?.DerivedTypes.Any(d => d.TypeDiscriminator is not null) == true;
        return info.CreateObject is null && info.ConstructorAttributeProvider is null && !readAsDerived
            ? $"{ContractProblems.NameOf(info.Type)} cannot be read from JSON: give it one public constructor, mark one with [JsonConstructor], or name its derived types with [JsonDerivedType]."
            : null;
    }

    private static string? CheckElements(JsonTypeInfo info, string where, List<(Type Type, string Where)> reached)
    {
        if (Implements(info.Type, typeof(IAsyncEnumerable<>)))
            return $"{ContractProblems.NameOf(info.Type)} is a stream, and a payload is one value. Use a list.";
        if (info.ElementType is { } element) reached.Add((element, where));
        return null;
    }

    private static string? CheckDictionary(JsonTypeInfo info, string where, List<(Type Type, string Where)> reached)
    {
        if (info.ElementType is { } element) reached.Add((element, where));
        return info.KeyType is null || IsKey(info.KeyType)
            ? null
            : $"{ContractProblems.NameOf(info.KeyType)} cannot be a key of a JSON object.";
    }

    private static bool Implements(Type type, Type openInterface) =>
        type.GetInterfaces().Append(type).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface);

    /// <summary>What System.Text.Json writes as a property name, and a converter of one's own that says it does.</summary>
    private static bool IsKey(Type type) =>
        type.IsEnum || type.IsPrimitive
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(Uri) || type == typeof(Version)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
        || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(EventId);
}
