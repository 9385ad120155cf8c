using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PubSub.Contracts;

/// <summary>The percent-encoding (RFC 3986, section 2.1) of one segment of a channel address.</summary>
internal static class ChannelSegment
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    public static string Encode(string value)
    {
        if (value.AsSpan().IndexOfAnyExcept(s_unreserved) < 0) return value;
        var encoded = new StringBuilder(value.Length + 16);
        foreach (byte b in s_strictUtf8.GetBytes(value))
        {
            if (IsUnreserved((char)b)) encoded.Append((char)b);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    public static bool TryDecode(string segment, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        if (segment.Length == 0)
        {
            problem = "A channel address has no empty segments.";
            return false;
        }

        if (!segment.AsSpan().ContainsAnyExcept(s_unreserved))
        {
            value = segment;
            problem = null;
            return true;
        }

        var bytes = new byte[segment.Length];
        int length = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            char c = segment[i];
            if (IsUnreserved(c))
            {
                bytes[length++] = (byte)c;
            }
            else if (c == '%'
                && i + 2 < segment.Length
                && byte.TryParse(segment.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b))
            {
                bytes[length++] = b;
                i += 2;
            }
            else
            {
                problem = "A channel address holds letters, digits, '_', '-' and percent-encoded characters, in segments joined by ':'.";
                return false;
            }
        }

        try
        {
            value = s_strictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            problem = "A percent-encoded character of the channel address is not UTF-8.";
            return false;
        }

        return IsAllowed(value, out problem);
    }

    /// <summary>What no segment may be, however it is encoded.</summary>
    public static bool IsAllowed(string value, [NotNullWhen(false)] out string? problem)
    {
        problem = value.Length == 0 ? "A channel address has no empty segments."
            : value is "." or ".." ? "A segment of a channel address is neither '.' nor '..'."
            : value.Any(char.IsControl) ? "A channel address holds no control characters."
            : HasLoneSurrogate(value) ? "A channel address holds no unpaired surrogates."
            : null;
        return problem is null;
    }

    private static readonly System.Buffers.SearchValues<char> s_unreserved =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static bool HasLoneSurrogate(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])) return true;
            i++;
        }

        return false;
    }
}
