using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Contracts;

/// <summary>
/// An event's identity, which is also its position: a UUID of version 8 (RFC 9562, section 5.8) that carries 48 bits of Unix milliseconds,
/// 34 bits of the channel's epoch and 40 bits of its offset. Whoever orders the channel assigns it.
/// </summary>
/// <remarks>
/// Order is (epoch, offset): <see cref="CompareTo"/> ignores the milliseconds. Equality is that of the whole id, because a position that
/// another event took after a failover has the same offset and other milliseconds.
/// </remarks>
[JsonConverter(typeof(EventIdJsonConverter))]
public readonly struct EventId : IEquatable<EventId>, IComparable<EventId>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<EventId>
{
    /// <summary>The length of an id as text: 36 characters.</summary>
    public const int TextLength = 36;

    /// <summary>The length of an id in base64url without padding, the form of an entry in a vector cursor: 22 characters.</summary>
    public const int Base64UrlLength = 22;

    /// <summary>The largest offset, 2^40 - 1.</summary>
    public const long MaxOffset = (1L << 40) - 1;

    /// <summary>The largest epoch, 2^34 - 1.</summary>
    public const long MaxEpoch = (1L << 34) - 1;

    /// <summary>The largest number of milliseconds since 1970, 2^48 - 1.</summary>
    public const long MaxUnixMilliseconds = (1L << 48) - 1;

    // The calendar ends with the year 9999; an id that somebody made up may carry more.
    private static readonly long s_lastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private const ulong Version8 = 0x8000;
    private const ulong Variant = 0x8000_0000_0000_0000;

    // 48 bits of milliseconds, 4 of version, the epoch's upper 12.
    private readonly ulong _high;

    // 2 bits of variant, the epoch's lower 22, 40 of offset.
    private readonly ulong _low;

    /// <summary>Makes the id of a position.</summary>
    /// <param name="unixMilliseconds">When the event was ordered, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="epoch">The channel's epoch: random, drawn when the channel's stream was created.</param>
    /// <param name="offset">The event's place in the channel, rising.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is negative or larger than its bits hold.</exception>
    public EventId(long unixMilliseconds, long epoch, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)unixMilliseconds, (ulong)MaxUnixMilliseconds, nameof(unixMilliseconds));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)epoch, (ulong)MaxEpoch, nameof(epoch));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)MaxOffset, nameof(offset));
        _high = ((ulong)unixMilliseconds << 16) | Version8 | ((ulong)epoch >> 22);
        _low = Variant | (((ulong)epoch & 0x3F_FFFF) << 40) | (ulong)offset;
    }

    private EventId(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>When the event was ordered, in milliseconds since 1970-01-01 UTC.</summary>
    public long UnixMilliseconds => (long)(_high >> 16);

    /// <summary>When the event was ordered, to the millisecond, in UTC: the envelope's timestamp.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(UnixMilliseconds, s_lastMillisecond));

    /// <summary>The channel's epoch.</summary>
    public long Epoch => (long)(((_high & 0xFFF) << 22) | ((_low >> 40) & 0x3F_FFFF));

    /// <summary>The event's place in the channel.</summary>
    public long Offset => (long)(_low & (ulong)MaxOffset);

    /// <summary>True for <c>default</c>, which is no id.</summary>
    public bool IsEmpty => (_high | _low) == 0;

    /// <summary>True where this position comes after <paramref name="other"/> in the same epoch.</summary>
    public bool IsAfter(EventId other) => Epoch == other.Epoch && Offset > other.Offset;

    /// <summary>The same 128 bits as a <see cref="Guid"/>.</summary>
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Writes the id's 16 bytes in network order.</summary>
    /// <param name="destination">At least 16 bytes.</param>
    public void WriteBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }

    /// <summary>Writes the id as 22 bytes of base64url without padding (RFC 4648, section 5).</summary>
    /// <param name="destination">At least <see cref="Base64UrlLength"/> bytes.</param>
    public void WriteBase64Url(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        Base64Url.EncodeToUtf8(bytes, destination);
    }

    /// <summary>Reads 16 bytes in network order. False where they are not an event id.</summary>
    public static bool TryReadBytes(ReadOnlySpan<byte> source, out EventId id)
    {
        id = default;
        if (source.Length < 16) return false;
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(source);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(source[8..]);
        if ((high & 0xF000) != Version8 || (low & 0xC000_0000_0000_0000) != Variant) return false;
        id = new EventId(high, low);
        return true;
    }

    /// <summary>Reads the 22 characters that <see cref="WriteBase64Url"/> writes. False where they are not an event id.</summary>
    public static bool TryParseBase64Url(ReadOnlySpan<char> text, out EventId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[18];
        return text.Length == Base64UrlLength
            && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done
            && written == 16
            && TryReadBytes(bytes, out id);
    }

    /// <summary>Reads a UUID of version 8 in the form of RFC 9562, section 4. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, out EventId result)
    {
        result = default;
        if (s.Length != TextLength || !Guid.TryParseExact(s, "D", out Guid guid)) return false;
        Span<byte> bytes = stackalloc byte[16];
        return guid.TryWriteBytes(bytes, bigEndian: true, out _) && TryReadBytes(bytes, out result);
    }

    /// <summary>Reads a UUID of version 8 in the form of RFC 9562, section 4.</summary>
    /// <exception cref="FormatException">The text is not an event id.</exception>
    public static EventId Parse(ReadOnlySpan<char> s) =>
        TryParse(s, out EventId id) ? id : throw new FormatException("Not an event id: a UUID of version 8 is expected, such as 01931f6c-7d4b-8abc-9def-0123456789ab.");

    /// <inheritdoc/>
    public bool Equals(EventId other) => _high == other._high && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low);

    /// <summary>Compares positions: by epoch, then by offset. Positions of different epochs have no meaningful order.</summary>
    public int CompareTo(EventId other)
    {
        int byEpoch = Epoch.CompareTo(other.Epoch);
        return byEpoch != 0 ? byEpoch : Offset.CompareTo(other.Offset);
    }

    /// <summary>The id as a lower-case UUID of 36 characters.</summary>
    public override string ToString() => string.Create(TextLength, this, static (span, id) => id.TryFormat(span, out _, default, null));

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ToGuid().TryFormat(destination, out charsWritten, "D");

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ToGuid().TryFormat(utf8Destination, out bytesWritten, "D");

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    static EventId ISpanParsable<EventId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<EventId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out EventId result) => TryParse(s, out result);

    static EventId IParsable<EventId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<EventId>.TryParse(string? s, IFormatProvider? provider, out EventId result) => TryParse(s, out result);

    /// <summary>Equality of the whole id.</summary>
    public static bool operator ==(EventId left, EventId right) => left.Equals(right);

    /// <summary>Inequality of the whole id.</summary>
    public static bool operator !=(EventId left, EventId right) => !left.Equals(right);

    /// <summary>Order by epoch, then by offset.</summary>
    public static bool operator <(EventId left, EventId right) => left.CompareTo(right) < 0;

    /// <summary>Order by epoch, then by offset.</summary>
    public static bool operator >(EventId left, EventId right) => left.CompareTo(right) > 0;

    /// <summary>Order by epoch, then by offset.</summary>
    public static bool operator <=(EventId left, EventId right) => left.CompareTo(right) <= 0;

    /// <summary>Order by epoch, then by offset.</summary>
    public static bool operator >=(EventId left, EventId right) => left.CompareTo(right) >= 0;

    private sealed class EventIdJsonConverter : JsonConverter<EventId>
    {
        public override EventId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out EventId id)
                ? id
                : throw new JsonException("An event id is a string that holds a UUID of version 8.");

        public override void Write(Utf8JsonWriter writer, EventId value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[TextLength];
            value.TryFormat(text, out _, default, null);
            writer.WriteStringValue(text);
        }
    }
}
