using System.Diagnostics.CodeAnalysis;

namespace PubSub.Contracts;

/// <summary>
/// A channel's address in canonical form: segments of letters, digits, <c>_</c>, <c>-</c> and percent-encoded characters, joined by <c>:</c>,
/// such as <c>orders</c> or <c>chat:room%201</c>. Two addresses that mean the same have the same form. Compared ordinally.
/// </summary>
public readonly struct ChannelName : IEquatable<ChannelName>
{
    /// <summary>The longest address, in characters.</summary>
    public const int MaxLength = 4096;

    private readonly string? _value;

    private ChannelName(string value) => _value = value;

    /// <summary>The address. Empty for <c>default</c>.</summary>
    public string Value => _value ?? "";

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
}
