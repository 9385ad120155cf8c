namespace PubSub.Core.Catalog;

/// <summary>What an event may be called: at least two segments of letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, joined by <c>:</c>.</summary>
internal static class EventName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>The family of the protocol's own events, such as <c>pubsub:ready</c>.</summary>
    public const string ReservedPrefix = "pubsub:";

    /// <summary>
    /// A segment of dots only is refused because a name becomes a file name and a part of URLs.
    /// </summary>
    public static bool IsValid(string name)
    {
        string[] segments = name.Split(':');
        return name.Length <= MaxLength
            && segments.Length > 1
            && segments.All(s => s.Any(c => c != '.') && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
    }

    public static bool IsReserved(string name) => name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase);
}
