using System.IO.Enumeration;
using PubSub.Contracts;

namespace PubSub.Core.Access;

/// <summary>
/// Rules by wildcard pattern, the most specific first: the one with the most characters that are no wildcard, and of two such the one that was given first. Immutable.
/// </summary>
internal sealed class GuardTable(IEnumerable<KeyValuePair<string, AccessRule>> guards)
{
    private static readonly string[] s_prefixes = ["private-", "presence-"];

    // OrderBy is stable, which keeps those of one length in the order in which they were given.
    private readonly KeyValuePair<string, AccessRule>[] _guards = [.. guards.OrderByDescending(g => g.Key.Count(c => c != '*'))];

    /// <summary>All rules of the table.</summary>
    public IEnumerable<AccessRule> Rules => _guards.Select(g => g.Value);

    /// <summary>
    /// The rule for an address, or null where no pattern matches it. The address of a private or presence channel without a contract is also matched without its
    /// prefix: <c>team-*</c> guards <c>private-team-7</c> and <c>presence-team-7</c>.
    /// </summary>
    public AccessRule? Find(ChannelName channel)
    {
        if (_guards.Length == 0) return null;
        string address = channel.Whole.Value;
        ReadOnlySpan<char> bare = WithoutPrefix(address);
        foreach ((string pattern, AccessRule rule) in _guards)
        {
            if (Matches(pattern, address) || (bare.Length < address.Length && Matches(pattern, bare))) return rule;
        }

        return null;
    }

    /// <summary>What is wrong with a pattern, or null.</summary>
    public static string? ProblemOf(string pattern) =>
        pattern.Length > 0 && pattern.All(c => ChannelSegment.IsUnreserved(c) || c is '*' or ':' or '%')
            ? null
            : $"The guard '{pattern}' is no pattern: it consists of the characters of an address and '*', which stands for any number of them.";

    private static bool Matches(string pattern, ReadOnlySpan<char> address) => FileSystemName.MatchesSimpleExpression(pattern, address, ignoreCase: false);

    private static ReadOnlySpan<char> WithoutPrefix(string address)
    {
        foreach (string prefix in s_prefixes)
        {
            if (address.StartsWith(prefix, StringComparison.Ordinal)) return address.AsSpan(prefix.Length);
        }

        return address;
    }
}
