using PubSub.Contracts;

namespace Shapes;

/// <summary>Every scalar. It ends a comment: */ and says <c>code</c> &amp; more.</summary>
[Event("shapes:scalars")]
public sealed record Scalars(
    bool Bool,
    byte Byte,
    sbyte SByte,
    short Short,
    ushort UShort,
    int Int,
    uint UInt,
    long Long,
    ulong ULong,
    Int128 Int128,
    UInt128 UInt128,
    Half Half,
    float Float,
    double Double,
    decimal Decimal,
    char Char,
    string String,
    Guid Guid,
    Uri Uri,
    Version Version,
    DateTime DateTime,
    DateTimeOffset DateTimeOffset,
    DateOnly DateOnly,
    TimeOnly TimeOnly,
    TimeSpan TimeSpan,
    byte[] Bytes,
    Memory<byte> Memory,
    ReadOnlyMemory<byte> ReadOnlyMemory) : IClientEvent<ShapesChannel>
{
    public static Scalars Example { get; } = new(
        true, byte.MaxValue, sbyte.MinValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, long.MaxValue,
        -128, 128, (Half)1.5, 1.5f, 1e-9, 12345.678900m, 'é', "\"quoted\" \u2028 \\ and emoji 🎉",
        new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff"), new Uri("https://example.org/a?b=c d"), new Version(1, 2, 3, 4),
        new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
        new DateOnly(2026, 1, 2), new TimeOnly(3, 4, 5, 678), new TimeSpan(1, 2, 3, 4, 5), [1, 2, 3], new byte[] { 4, 5 }, new byte[] { 6 });
}

/// <summary>Every scalar, or nothing.</summary>
[Event("shapes:nullable")]
public sealed record NullableScalars : IClientEvent<ShapesChannel>
{
    public bool? Bool { get; init; }

    public int? Int { get; init; }

    public long? Long { get; init; }

    public decimal? Decimal { get; init; }

    public char? Char { get; init; }

    public string? String { get; init; }

    public Guid? Guid { get; init; }

    public Uri? Uri { get; init; }

    public DateTimeOffset? DateTimeOffset { get; init; }

    public TimeSpan? TimeSpan { get; init; }

    public byte[]? Bytes { get; init; }

    public Colour? Colour { get; init; }

    public Point? Point { get; init; }

    public static IEnumerable<NullableScalars> Examples { get; } =
    [
        new(),
        new()
        {
            Bool = false, Int = 0, Long = 1, Decimal = 0.1m, Char = 'x', String = "", Guid = System.Guid.Empty, Uri = new Uri("relative/path", UriKind.Relative),
            DateTimeOffset = System.DateTimeOffset.UnixEpoch, TimeSpan = System.TimeSpan.Zero, Bytes = [], Colour = Shapes.Colour.Green, Point = new Point(1, 2),
        },
    ];
}
