namespace Shapes;

/// <summary>Real values of every shape, to be written by System.Text.Json.</summary>
public static class ShapeValues
{
    /// <summary>Payloads, several of each event.</summary>
    public static IReadOnlyList<object> Payloads { get; } =
    [
        Scalars.Example,
        .. NullableScalars.Examples,
        .. Enums.Examples,
        .. Collections.Examples,
        .. Dictionaries.Examples,
        new Frozen(),
        .. Objects.Examples,
        .. Members.Examples,
        new Defaults("n"),
        new Defaults("n", "t", 1, "x"),
        Open.Example,
        .. Polymorphic.Examples,
        .. Root.Examples,
        Annotated.Example,
        new BoardRenamed("b"),
        new WallWritten("w"),
    ];
}
