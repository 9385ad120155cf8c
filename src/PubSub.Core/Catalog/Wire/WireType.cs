namespace PubSub.Core.Catalog.Wire;

/// <summary>What System.Text.Json makes of a type, read from its own metadata. Compared by reference; complete once its reader has returned it.</summary>
/// <param name="clrType">The type.</param>
internal abstract class WireType(Type clrType)
{
    public Type ClrType { get; } = clrType;
}

/// <summary>A value at some place: its type, and whether it may be null there.</summary>
internal readonly record struct WireSlot(WireType Type, bool Nullable);

/// <summary>A boolean, a string, or one of the open JSON types.</summary>
internal sealed class WireScalar(Type clrType, WireScalarKind kind) : WireType(clrType)
{
    public WireScalarKind Kind { get; } = kind;
}

internal enum WireScalarKind
{
    Boolean,
    String,

    /// <summary>Any JSON value, null included.</summary>
    Any,

    /// <summary>A boolean, a number or a string.</summary>
    AnyScalar,

    /// <summary>Any JSON object.</summary>
    AnyObject,

    /// <summary>Any JSON array.</summary>
    AnyArray,
}

/// <summary>A number, and whether its text or names may stand for it.</summary>
internal sealed class WireNumber(Type clrType, System.Text.Json.Serialization.JsonNumberHandling handling) : WireType(clrType)
{
    public System.Text.Json.Serialization.JsonNumberHandling Handling { get; } = handling;
}

/// <summary>An enum that is written by name. Flags are written as any combination of names.</summary>
internal sealed class WireEnum(Type clrType, IReadOnlyList<WireEnumValue> values, bool isFlags) : WireType(clrType)
{
    public IReadOnlyList<WireEnumValue> Values { get; } = values;

    public bool IsFlags { get; } = isFlags;

    /// <summary>True where a converter on one member gives the values other names than they have elsewhere.</summary>
    public bool IsLocal { get; init; }
}

/// <summary>One value of an enum: as it is written, and the field that declares it.</summary>
internal sealed record WireEnumValue(string Name, System.Reflection.FieldInfo Field);

/// <summary>An array.</summary>
internal sealed class WireArray(Type clrType, WireSlot element) : WireType(clrType)
{
    public WireSlot Element { get; } = element;
}

/// <summary>An object whose members' names are keys.</summary>
internal sealed class WireMap(Type clrType, WireType key, WireSlot value) : WireType(clrType)
{
    public WireType Key { get; } = key;

    public WireSlot Value { get; } = value;
}

/// <summary>An object with declared members.</summary>
internal sealed class WireObject(Type clrType) : WireType(clrType)
{
    /// <summary>The members, in the order in which they are written.</summary>
    public IReadOnlyList<WireMember> Members { get; internal set; } = [];

    /// <summary>Whether members that are not declared are kept (extension data).</summary>
    public bool KeepsUnknown { get; internal set; }

    /// <summary>What the type itself says of members that are not declared; null where the serializer's options decide.</summary>
    public System.Text.Json.Serialization.JsonUnmappedMemberHandling? Unmapped { get; internal set; }
}

/// <summary>A polymorphic type: one of several objects, told apart by a discriminator.</summary>
internal sealed class WireUnion(Type clrType, string discriminator) : WireType(clrType)
{
    /// <summary>The discriminator's name.</summary>
    public string Discriminator { get; } = discriminator;

    public IReadOnlyList<WireUnionCase> Cases { get; internal set; } = [];
}

/// <summary>One of a union's objects.</summary>
/// <param name="Value">A string or an int; null where the object is written without a discriminator.</param>
/// <param name="Object">The members, the discriminator aside.</param>
internal sealed record WireUnionCase(object? Value, WireObject Object);
