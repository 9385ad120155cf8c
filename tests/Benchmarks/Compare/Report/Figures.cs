using System.Globalization;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>Numbers as tables show them: three digits that count, with k and M.</summary>
internal static class Figures
{
    public static string Format(double value)
    {
        double size = Math.Abs(value);
        return size switch
        {
            >= 999_500 => Digits(value / 1_000_000) + " M",
            >= 9_995 => Digits(value / 1_000) + " k",
            _ => Digits(value),
        };
    }

    /// <summary>How many times another's figure is the reference's.</summary>
    public static string FormatRatio(double ratio) => "×" + Digits(ratio);

    private static string Digits(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 99.95 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.0995 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
