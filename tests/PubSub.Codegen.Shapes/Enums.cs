using System.Text.Json;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace Shapes;

/// <summary>A colour.</summary>
public enum Colour
{
    /// <summary>Like a rose.</summary>
    Red,

    Green,

    /// <summary>Has another name on the wire.</summary>
    [JsonStringEnumMemberName("deep-blue")]
    Blue,
}

[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
    Both = Read | Write,
}

public enum Level
{
    Low = 1,
    High = 10,
}

/// <summary>A converter of System.Text.Json's own, with another naming.</summary>
public sealed class Shouting() : JsonStringEnumConverter<Colour>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

/// <summary>An enum nested in another type.</summary>
public static class Outer
{
    public enum Colour
    {
        Warm,
        Cold,
    }
}

[Event("shapes:enums")]
public sealed record Enums(Colour Colour, Access Access, [property: JsonConverter(typeof(JsonNumberEnumConverter<Level>))] Level Level, Outer.Colour Other, IReadOnlyList<Colour> Palette, Colour? Maybe, [property: JsonConverter(typeof(Shouting))] Colour Loud) : IClientEvent<ShapesChannel>
{
    public static IEnumerable<Enums> Examples { get; } =
    [
        new(Shapes.Colour.Blue, Shapes.Access.Read | Shapes.Access.Write, Shapes.Level.High, Outer.Colour.Cold, [Shapes.Colour.Red, Shapes.Colour.Blue], null, Shapes.Colour.Green),
        new(Shapes.Colour.Red, Shapes.Access.None, (Level)7, Outer.Colour.Warm, [], Shapes.Colour.Green, Shapes.Colour.Red),
    ];
}
