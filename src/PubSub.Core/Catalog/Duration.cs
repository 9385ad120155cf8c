using System.Globalization;

namespace PubSub.Core.Catalog;

/// <summary>Reads durations such as <c>500ms</c>, <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c> and <c>1h30m</c>: whole numbers, units from large to small.</summary>
internal static class Duration
{
    /// <summary>The longest duration that is accepted: 3,650 days.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(3650);

    private static readonly (string Unit, long Milliseconds)[] s_units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration above zero and no longer than <see cref="Max"/>. Each unit may occur once.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text)) return false;

        long total = 0;
        int position = 0, nextUnit = 0;
        while (position < text.Length)
        {
            int digits = CountWhile(text, position, char.IsAsciiDigit);
            if (!long.TryParse(text.AsSpan(position, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count)) return false;
            position += digits;

            int letters = CountWhile(text, position, char.IsAsciiLetterLower);
            int unit = Array.FindIndex(s_units, nextUnit, u => text.AsSpan(position, letters).SequenceEqual(u.Unit));
            if (unit < 0) return false;
            position += letters;
            nextUnit = unit + 1;

            // Compared before it is multiplied, so that nothing overflows.
            if (count > (long)Max.TotalMilliseconds / s_units[unit].Milliseconds) return false;
            total += count * s_units[unit].Milliseconds;
        }

        duration = TimeSpan.FromMilliseconds(total);
        return duration > TimeSpan.Zero && duration <= Max;
    }

    private static int CountWhile(string text, int start, Func<char, bool> predicate)
    {
        int end = start;
        while (end < text.Length && predicate(text[end])) end++;
        return end - start;
    }
}
