using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace Shapes;

/// <summary>A struct.</summary>
/// <param name="X">Right.</param>
/// <param name="Y">Up.</param>
public readonly record struct Point(int X, int Y);

public struct Mutable
{
    public int Value { get; set; }

    [JsonInclude]
    public string? Field;
}

public class Animal
{
    public string Name { get; set; } = "";
}

public class Dog : Animal
{
    /// <summary>How loud it barks.</summary>
    public int Volume { get; set; }
}

/// <summary>A tree.</summary>
/// <param name="Value">The label.</param>
/// <param name="Children">The branches.</param>
/// <param name="Parent">Where it hangs.</param>
public sealed record Tree(string Value, IReadOnlyList<Tree> Children, Tree? Parent = null);

public sealed record Page<T>(IReadOnlyList<T> Items, T First, int Total);

public sealed record Either<TLeft, TRight>(TLeft? Left, TRight? Right)
    where TLeft : class
    where TRight : struct;

[Event("shapes:objects")]
public sealed record Objects(
    Point Point,
    Point? MaybePoint,
    Mutable Mutable,
    Dog Dog,
    Animal Animal,
    Tree Tree,
    Page<Point> Points,
    Page<Page<string>> Pages,
    Either<Tree, int> Either,
    Tuple<int, string> ReferenceTuple,
    Inner.Point InnerPoint,
    Inner.Animal InnerAnimal) : IClientEvent<ShapesChannel, Page<Dog>>
{
    private static readonly Tree s_leaf = new("leaf", []);

    public static IEnumerable<Objects> Examples { get; } =
    [
        new(
            new Point(1, 2), null, new Mutable { Value = 1, Field = "f" }, new Dog { Name = "Rex", Volume = 11 }, new Animal { Name = "Tom" },
            new Tree("root", [s_leaf, new("twig", [s_leaf], s_leaf)]), new([new(1, 2)], new(1, 2), 1), new([new(["x"], "x", 1)], new([], "", 0), 1),
            new(null, 5), new(1, "b"), new Inner.Point("N"), new Inner.Animal(3)),
        new(
            default, new Point(3, 4), default, new Dog(), new Dog { Name = "written as an animal" }, s_leaf, new([], default, 0), new([], new([], "", 0), 0),
            new(s_leaf, null), new(1, "b"), new Inner.Point(""), new Inner.Animal(0)),
    ];
}

/// <summary>Names and presence as attributes have them.</summary>
[Event("shapes:members")]
public sealed record Members : IClientEvent<ShapesChannel>
{
    [JsonPropertyName("other-name")]
    public string Renamed { get; init; } = "";

    /// <summary>An acronym: camelCase lowers all of it.</summary>
    public string URL { get; init; } = "";

    [JsonIgnore]
    public string Hidden { get; init; } = "never written";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnlyWithValue { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int OnlyNotZero { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)]
    public int OnlyWritten { get; init; } = 3;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public int OnlyRead { get; init; }

    [JsonRequired]
    public int Needed { get; init; }

    public required string? NeededMaybeNull { get; init; }

    [JsonInclude]
    public int Field;

    [JsonInclude]
    internal int Internal { get; set; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long AsText { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long FromText { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Named { get; init; }

    [JsonPropertyOrder(-1)]
    public int First { get; init; }

    public int Computed => First + 1;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    public static IEnumerable<Members> Examples { get; } =
    [
        new() { Needed = 1, NeededMaybeNull = null },
        new()
        {
            Needed = 1, NeededMaybeNull = "x", Renamed = "r", URL = "u", OnlyWithValue = "v", OnlyNotZero = 2, Field = 3, Internal = 4, AsText = 5, FromText = 6,
            Named = double.PositiveInfinity, More = new() { ["extra"] = JsonElement.Parse("[1]") },
        },
    ];
}

/// <summary>Positional parameters with defaults may be left out when sent and are always there when received.</summary>
/// <param name="Needed">Must be there.</param>
/// <param name="Text">May be left out.</param>
/// <param name="Count">May be left out too.</param>
/// <param name="Nothing">Null unless it is given.</param>
[Event("shapes:defaults")]
public sealed record Defaults(string Needed, string Text = "hello", int Count = 5, string? Nothing = null) : IClientEvent<ShapesChannel>;

/// <summary>Anything at all.</summary>
[Event("shapes:open")]
public sealed record Open(object Any, object? MaybeAny, JsonElement Element, JsonNode? Node, JsonObject Object, JsonArray Array, JsonValue? Value, JsonDocument Document, List<object?> Mixed)
    : IClientEvent<ShapesChannel>
{
    public static Open Example { get; } = new(
        new { a = 1 }, null, JsonElement.Parse("{\"x\":[true,null]}"), JsonNode.Parse("[1,\"2\"]"), new JsonObject { ["k"] = 1 }, new JsonArray(1, null),
        JsonValue.Create("v"), JsonDocument.Parse("1.5"), [1, "a", null]);
}
