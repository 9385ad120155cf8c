using System.Globalization;

namespace PubSub.Core.Validation;

/// <summary>Paths as the runtime's own errors write them: <c>$.payload.items[0].name</c>, and <c>['a b']</c> for names that are no identifiers.</summary>
internal static class JsonPath
{
    private const int LongestName = 64;

    public static string Member(string path, string name)
    {
        // A name that nobody declared may be as long as the body.
        if (name.Length > LongestName) name = string.Concat(name.AsSpan(0, LongestName), "…");
        return name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '$')
            ? $"{path}.{name}"
            : $"{path}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
    }

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
