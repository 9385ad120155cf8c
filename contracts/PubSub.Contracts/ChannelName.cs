using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Contracts;

/// <summary>
/// A channel's address in canonical form: segments of letters, digits, <c>_</c>, <c>-</c> and percent-encoded characters, joined by <c>:</c>,
/// such as <c>orders</c> or <c>chat:room%201</c>. Two addresses that mean the same have the same form. Compared ordinally. As JSON, a string.
/// </summary>
[JsonConverter(typeof(ChannelNameJsonConverter))]
public readonly struct ChannelName : IEquatable<ChannelName>
{
    /// <summary>The longest address, in characters. That of a partition may have three more.</summary>
    public const int MaxLength = 4096;

    // Stands in no public address, neither plain nor encoded: '~' encoded is '%7E'.
    private const char PartitionMark = '~';

    private const string CompanionEnd = "~p";

    private readonly string? _value;

    private ChannelName(string value) => _value = value;

    /// <summary>The address. Empty for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>The channel that this is a partition of, as adapters are given them; the address itself where it is none.</summary>
    public ChannelName Whole => Value.LastIndexOf(PartitionMark) is >= 0 and int mark ? new ChannelName(Value[..mark]) : this;

    /// <summary>
    /// Reads an address and brings it into canonical form. Refused are empty segments, characters that must be encoded, encoded control
    /// characters, encoded bytes that are no UTF-8, the segments <c>.</c> and <c>..</c>, and more than <see cref="MaxLength"/> characters.
    /// </summary>
    public static bool TryParse(string? text, out ChannelName name) => TryParse(text, out name, out _);

    /// <summary>Reads an address and says in <paramref name="problem"/> what is wrong with it; the address itself is not repeated there.</summary>
    public static bool TryParse(string? text, out ChannelName name, [NotNullWhen(false)] out string? problem)
    {
        name = default;
        if (string.IsNullOrEmpty(text))
        {
            problem = "A channel address must not be empty.";
            return false;
        }

        if (text.Length > MaxLength)
        {
            problem = $"A channel address has at most {MaxLength} characters.";
            return false;
        }

        if (IsPlain(text))
        {
            name = new ChannelName(text);
            problem = null;
            return true;
        }

        string[] segments = text.Split(':');
        for (int i = 0; i < segments.Length; i++)
        {
            if (!ChannelSegment.TryDecode(segments[i], out string? decoded, out problem)) return false;
            segments[i] = ChannelSegment.Encode(decoded);
        }

        name = new ChannelName(string.Join(':', segments));
        problem = null;
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The address is malformed.</exception>
    public static ChannelName Parse(string text) =>
        TryParse(text, out ChannelName name, out string? problem) ? name : throw new FormatException(problem);

    /// <summary>
    /// Reads an address as a broker carries it: that of a channel, or of one partition of a channel that subdivides, such as <c>orders~3</c>. For adapters
    /// that read addresses back from their broker; what a client sends is read by <see cref="TryParse(string?, out ChannelName)"/>, which refuses partitions.
    /// </summary>
    public static bool TryParseCarried(string? text, out ChannelName name)
    {
        int mark = text?.LastIndexOf(PartitionMark) ?? -1;
        if (mark < 0) return TryParse(text, out name);
        if (!TryParse(text![..mark], out name)) return false;
        ReadOnlySpan<char> index = text.AsSpan(mark + 1);
        // As it is written: without zeros in front, so that nothing has two addresses.
        bool isIndex = index.Length is 1 or 2 && index.IndexOfAnyExceptInRange('0', '9') < 0 && (index.Length == 1 || index[0] != '0');
        name = isIndex ? new ChannelName(string.Concat(name.Value, text.AsSpan(mark))) : default;
        return isIndex;
    }

    /// <inheritdoc/>
    public bool Equals(ChannelName other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChannelName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The address.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal equality of canonical addresses.</summary>
    public static bool operator ==(ChannelName left, ChannelName right) => left.Equals(right);

    /// <summary>Ordinal inequality of canonical addresses.</summary>
    public static bool operator !=(ChannelName left, ChannelName right) => !left.Equals(right);

    /// <summary>For callers that have made the address of canonical segments.</summary>
    internal static ChannelName FromCanonical(string value) => new(value);

    /// <summary>The address under which one partition of this channel crosses a broker.</summary>
    /// <param name="index">From 0 to 99.</param>
    internal ChannelName Partition(int index) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Value}{PartitionMark}{index}"));

    /// <summary>The address within a node of what is told about who is in this channel. It crosses no broker.</summary>
    internal ChannelName Companion => new(Value + CompanionEnd);

    /// <summary>Whether it is a <see cref="Companion"/>; <see cref="Whole"/> is then the channel.</summary>
    internal bool IsCompanion => Value.EndsWith(CompanionEnd, StringComparison.Ordinal);

    // Nearly every address: nothing to decode, nothing to allocate.
    private static bool IsPlain(string text)
    {
        bool segmentOpen = false;
        foreach (char c in text)
        {
            if (c == ':')
            {
                if (!segmentOpen) return false;
                segmentOpen = false;
            }
            else if (ChannelSegment.IsUnreserved(c))
            {
                segmentOpen = true;
            }
            else
            {
                return false;
            }
        }

        return segmentOpen;
    }

    private sealed class ChannelNameJsonConverter : JsonConverter<ChannelName>
    {
        public override ChannelName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out ChannelName name)
                ? name
                : throw new JsonException("A channel address is a string of segments joined by ':'.");

        public override void Write(Utf8JsonWriter writer, ChannelName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
