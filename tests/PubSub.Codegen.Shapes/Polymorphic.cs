using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace Shapes;

/// <summary>A geometric shape, told by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Rectangle), "rectangle")]
public abstract record Figure(string Label);

/// <summary>Round.</summary>
public sealed record Circle(string Label, double Radius) : Figure(Label);

public sealed record Rectangle(string Label, double Width, double Height) : Figure(Label);

/// <summary>The base can be itself, and one of its kinds is told by a number.</summary>
[JsonDerivedType(typeof(Note), "note")]
[JsonDerivedType(typeof(Reply), 2)]
public record Note(string Text);

public sealed record Reply(string Text, Note To) : Note(Text);

[Event("shapes:polymorphic")]
public sealed record Polymorphic(Figure Figure, IReadOnlyList<Figure> Figures, Figure? Maybe, Circle Circle, Note Note, Dictionary<string, Note> Notes) : IClientEvent<ShapesChannel>
{
    public static IEnumerable<Polymorphic> Examples { get; } =
    [
        new(new Circle("c", 1), [new Rectangle("r", 1, 2), new Circle("d", 0.5)], null, new Circle("plain", 2), new Note("n"), []),
        new(new Rectangle("r", 1, 2), [], new Circle("m", 1), new Circle("p", 0), new Reply("re", new Note("n")), new() { ["a"] = new Reply("x", new Reply("y", new Note("z"))) }),
    ];
}

/// <summary>The payload itself is polymorphic.</summary>
[Event("shapes:root")]
[JsonDerivedType(typeof(RootLeft), "left")]
[JsonDerivedType(typeof(RootRight), "right")]
public record Root : IClientEvent<ShapesChannel>
{
    public int Common { get; init; }

    public static IEnumerable<Root> Examples { get; } = [new RootLeft { Left = "l" }, new RootRight { Right = 1, Common = 2 }];
}

public sealed record RootLeft : Root
{
    public string Left { get; init; } = "";
}

public sealed record RootRight : Root
{
    public int Right { get; init; }
}
