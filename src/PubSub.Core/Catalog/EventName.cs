using System.Buffers;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>What an event may be called: at least two segments of letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, joined by <c>:</c>.</summary>
internal static class EventName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>What no event may be called, in words.</summary>
    public const string Reserved = "does not begin with 'pubsub:' or 'presence:', which are the protocol's own";

    private static readonly SearchValues<char> s_freeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    /// <summary>
    /// A segment of dots only is refused because a name becomes a file name and a part of URLs.
    /// </summary>
    public static bool IsValid(string name)
    {
        return name.Contains(':') && IsValidInChannel(name);
    }

    /// <summary>What an event that belongs to a channel only may be called: one segment is enough.</summary>
    public static bool IsValidInChannel(string name)
    {
        string[] segments = name.Split(':');
        return name.Length <= MaxLength
            && segments.All(s => s.Any(c => c != '.') && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
    }

    /// <summary>What an event of a channel without a contract may be called: letters, digits, <c>_</c>, <c>.</c>, <c>:</c> and <c>-</c>, but not as the protocol's own.</summary>
    public static bool IsFree(string name) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(s_freeCharacters) && !IsReserved(name);

    /// <summary>The refusal of a name that <see cref="IsFree"/> does not allow.</summary>
    public static PubSubException Malformed() => new(
        ErrorCode.InvalidRequest, $"An event's name has 1 to {MaxLength} letters, digits, '_', '.', ':' and '-', and {Reserved}.");

    /// <summary>Whether a name is of a family of the protocol's own events, such as <c>pubsub:ready</c> and <c>presence:join</c>: nobody is to pass as the server.</summary>
    public static bool IsReserved(string name) =>
        name.StartsWith("pubsub:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("presence:", StringComparison.OrdinalIgnoreCase);
}
