using System.Reflection;

namespace PubSub.Core.Catalog.Wire;

/// <summary>A member of an object: what a sender may leave out, and what a receiver may rely on, differ.</summary>
internal sealed class WireMember(string name, MemberInfo declaration, WireType type)
{
    /// <summary>The name as it is written.</summary>
    public string Name { get; } = name;

    /// <summary>The property or field.</summary>
    public MemberInfo Declaration { get; } = declaration;

    public WireType Type { get; } = type;

    /// <summary>What is asked of who sends the object.</summary>
    public required WireInput Input { get; init; }

    /// <summary>What is promised to who receives it.</summary>
    public required WireOutput Output { get; init; }

    /// <summary>Whether null is accepted.</summary>
    public required bool NullableInput { get; init; }

    /// <summary>Whether null may be written.</summary>
    public required bool NullableOutput { get; init; }
}

internal enum WireInput
{
    /// <summary>Without it the object is refused.</summary>
    Required,

    /// <summary>Left out, it has its default.</summary>
    Optional,

    /// <summary>It may be there and has no effect, as with a computed property.</summary>
    Ignored,
}

internal enum WireOutput
{
    Always,

    /// <summary>Left out where its value is null or the default, as <c>[JsonIgnore]</c> says.</summary>
    Sometimes,

    Never,
}
