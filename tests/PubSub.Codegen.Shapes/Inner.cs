namespace Shapes.Inner;

/// <summary>The same name as another type's.</summary>
/// <param name="Compass">Where it points.</param>
public sealed record Point(string Compass);

public sealed record Animal(int Legs);
