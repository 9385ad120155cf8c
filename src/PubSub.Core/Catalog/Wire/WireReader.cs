using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PubSub.Contracts;

namespace PubSub.Core.Catalog.Wire;

/// <summary>
/// Reads what System.Text.Json makes of types from its own metadata, so that nothing is guessed. Types that occur twice are one object. Not safe
/// for concurrent use.
/// </summary>
/// <param name="mustRead">Whether the types must be readable too: what clients send is read, what only the server sends is not.</param>
internal sealed class WireReader(bool mustRead)
{
    private readonly Dictionary<Type, WireObject> _objects = [];
    private readonly Dictionary<Type, WireType> _unions = [];
    private readonly Dictionary<Type, WireType> _enums = [];
    private readonly HashSet<Type> _openCollections = [];
    private readonly List<WireProblem> _problems = [];
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>All that is wrong with what was read so far, each problem once.</summary>
    public IReadOnlyList<WireProblem> Problems => [.. _problems.Distinct()];

    /// <summary>Reads the type of a whole payload or result.</summary>
    public WireType Read(Type type) => Read(type, new Place(ContractProblems.NameOf(type)));

    private WireType Read(Type type, Place place)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Read(underlying, place);
        if (WireScalars.Find(type, place.NumberHandling) is { } scalar) return scalar;
        if (type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
            return Fail(type, place, $"{ContractProblems.NameOf(type)} is a tuple, and System.Text.Json writes nothing of those: use a record.");

        try
        {
            JsonTypeInfo info = place.Options.GetTypeInfo(type);
            return ReadInfo(info, place);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException or JsonException)
        {
            return Fail(type, place, $"{ContractProblems.NameOf(type)} cannot be written as JSON: {FirstLine(e.Message)}");
        }
    }

    private WireType ReadInfo(JsonTypeInfo info, Place place)
    {
        Type type = info.Type;
        if (info.Converter.GetType().Name.StartsWith("UnsupportedTypeConverter", StringComparison.Ordinal))
            return Fail(type, place, $"{ContractProblems.NameOf(type)} cannot be written as JSON.");
        if (type.IsEnum) return ReadEnum(type, place.Options);
        if (IsCustom(info.Converter))
            return Unclear(type, place, $"{ContractProblems.NameOf(type)} is written by its own converter {ContractProblems.NameOf(info.Converter.GetType())}, whose JSON no schema can tell: use a type that System.Text.Json writes by itself.");

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                return info.PolymorphismOptions is null ? ReadObject(info) : ReadUnion(info, info.PolymorphismOptions);
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                return ReadCollection(info, place);
            default:
                return Unclear(type, place, $"What System.Text.Json makes of {ContractProblems.NameOf(type)} is not known here.");
        }
    }

    private WireType ReadCollection(JsonTypeInfo info, Place place)
    {
        Type type = info.Type;
        if (type.GetInterfaces().Append(type).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)))
            return Fail(type, place, $"{ContractProblems.NameOf(type)} is a stream, and a payload is one value: use a list.");
        if (info.PolymorphismOptions is not null)
            return Unclear(type, place, $"{ContractProblems.NameOf(type)} is a polymorphic collection, whose JSON no schema can tell: use a record that holds a list.");
        if (!_openCollections.Add(type))
            return Unclear(type, place, $"{ContractProblems.NameOf(type)} is a collection of itself: put a record between.");

        try
        {
            if (mustRead && !IsReadable(info))
                return Fail(type, place, $"{ContractProblems.NameOf(type)} cannot be read from JSON: use a list, a set or a dictionary that System.Text.Json can fill.");

            Type element = info.ElementType ?? typeof(object);
            NullabilityInfo? elementNullability = Nullability.OfElement(place.Nullability, type, element);
            WireType elementType = Read(element, place with { Nullability = elementNullability });
            var slot = new WireSlot(elementType, Nullability.IsNullable(element, elementNullability));
            if (info.Kind == JsonTypeInfoKind.Enumerable) return new WireArray(type, slot);

            Type key = info.KeyType ?? typeof(string);
            WireType keyType = Read(key, place with { Nullability = null, NumberHandling = default });
            return keyType is WireNumber or WireEnum or WireScalar { Kind: WireScalarKind.String or WireScalarKind.Boolean }
                ? new WireMap(type, keyType, slot)
                : Fail(type, place, $"{ContractProblems.NameOf(key)} cannot be the key of a JSON object.");
        }
        finally
        {
            _openCollections.Remove(type);
        }
    }

    private WireType ReadEnum(Type type, JsonSerializerOptions options)
    {
        if (!_enums.TryGetValue(type, out WireType? usual)) _enums.Add(type, usual = WireScalars.ReadEnum(type, ContractJson.Strict));
        if (ReferenceEquals(options, ContractJson.Strict)) return usual;

        WireType here = WireScalars.ReadEnum(type, options);
        if (here is not WireEnum named) return here;
        bool same = usual is WireEnum known && known.Values.Select(v => v.Name).SequenceEqual(named.Values.Select(v => v.Name), StringComparer.Ordinal);
        return same ? usual : new WireEnum(type, named.Values, named.IsFlags) { IsLocal = true };
    }

    private WireObject ReadObject(JsonTypeInfo info)
    {
        if (_objects.TryGetValue(info.Type, out WireObject? known)) return known;
        var made = new WireObject(info.Type) { Unmapped = info.UnmappedMemberHandling, KeepsUnknown = info.Properties.Any(p => p.IsExtensionData) };
        _objects.Add(info.Type, made);
        if (mustRead && info.CreateObject is null && info.ConstructorAttributeProvider is null && info.PolymorphismOptions is null)
        {
            string name = ContractProblems.NameOf(info.Type);
            _problems.Add(new WireProblem(
                name,
                $"{name} cannot be read from JSON: give it one public constructor, mark one with [JsonConstructor], or name its derived types with [JsonDerivedType].",
                Fatal: true));
        }

        made.Members = [.. info.Properties.Where(p => !p.IsExtensionData).Select(p => ReadMember(info, p)).OfType<WireMember>()];
        return made;
    }

    private WireMember? ReadMember(JsonTypeInfo info, JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not MemberInfo declaration) return null;
        JsonIgnoreCondition? ignore = declaration.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition;
        WireInput input = MemberPresence.OfInput(property);
        WireOutput output = MemberPresence.OfOutput(property, ignore);
        if (input == WireInput.Ignored && output == WireOutput.Never) return null;

        var place = new Place($"{ContractProblems.NameOf(info.Type)}.{declaration.Name}")
        {
            Nullability = Nullability.Of(_nullability, declaration),
            NumberHandling = property.NumberHandling ?? info.NumberHandling ?? default,
            Options = OptionsFor(property),
        };
        bool demanded = MemberPresence.IsDemanded(property, declaration);
        bool isEnum = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum;
        WireType type = property.CustomConverter is { } converter && IsCustom(converter) && !isEnum
            ? Unclear(property.PropertyType, place, $"It is written by its own converter {ContractProblems.NameOf(converter.GetType())}, whose JSON no schema can tell: use a type that System.Text.Json writes by itself.")
            : Read(property.PropertyType, place);
        return new WireMember(property.Name, declaration, type)
        {
            Input = demanded && input == WireInput.Optional ? WireInput.Required : input,
            Output = output,
            NullableInput = !demanded && MemberPresence.IsNullableInput(property),
            NullableOutput = !demanded && property.IsGetNullable && output != WireOutput.Sometimes,
        };
    }

    private WireType ReadUnion(JsonTypeInfo info, JsonPolymorphismOptions polymorphism)
    {
        if (_unions.TryGetValue(info.Type, out WireType? known)) return known;
        var made = new WireUnion(info.Type, polymorphism.TypeDiscriminatorPropertyName);
        _unions.Add(info.Type, made);
        var cases = new List<WireUnionCase>();
        foreach (JsonDerivedType derived in polymorphism.DerivedTypes)
            cases.Add(new WireUnionCase(derived.TypeDiscriminator, ReadObject(ContractJson.Strict.GetTypeInfo(derived.DerivedType))));
        if (!info.Type.IsAbstract && polymorphism.DerivedTypes.All(d => d.DerivedType != info.Type)) cases.Add(new WireUnionCase(null, ReadObject(info)));
        if (mustRead && cases.TrueForAll(c => c.Value is null) && info.CreateObject is null && info.ConstructorAttributeProvider is null)
        {
            string name = ContractProblems.NameOf(info.Type);
            _problems.Add(new WireProblem(name, $"{name} cannot be read from JSON: give its derived types discriminators.", Fatal: true));
        }

        made.Cases = cases;
        return made;
    }

    /// <summary>A converter that stands on a property comes before all others.</summary>
    private static JsonSerializerOptions OptionsFor(JsonPropertyInfo property)
    {
        if (property.CustomConverter is null) return ContractJson.Strict;
        var options = new JsonSerializerOptions(ContractJson.Strict);
        options.Converters.Insert(0, property.CustomConverter);
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Reading an empty collection tells, without a value of the element's type.</summary>
    private static bool IsReadable(JsonTypeInfo info)
    {
        try
        {
            JsonSerializer.Deserialize(info.Kind == JsonTypeInfoKind.Dictionary ? "{}" : "[]", info);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsCustom(JsonConverter converter) => converter.GetType().Assembly != typeof(JsonSerializer).Assembly;

    private WireScalar Fail(Type type, Place place, string message)
    {
        _problems.Add(new WireProblem(place.Where, message, Fatal: true));
        return new WireScalar(type, WireScalarKind.Any);
    }

    private WireScalar Unclear(Type type, Place place, string message)
    {
        _problems.Add(new WireProblem(place.Where, message, Fatal: false));
        return new WireScalar(type, WireScalarKind.Any);
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;

    private readonly record struct Place(string Where)
    {
        public NullabilityInfo? Nullability { get; init; }

        public JsonNumberHandling NumberHandling { get; init; }

        public JsonSerializerOptions Options { get => field ?? ContractJson.Strict; init; }
    }
}
