using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using PubSub.Contracts;

namespace PubSub.Core.Access;

/// <summary>
/// Rules by wildcard pattern, the most specific first: the one with the most characters that are no wildcard, a prefix <c>private-</c> or <c>presence-</c> not counted; of two such the one that has that prefix, and then
/// the one that was given first. Immutable.
/// </summary>
internal sealed class GuardTable(IEnumerable<KeyValuePair<string, AccessRule>> guards)
{
    private static readonly string[] s_prefixes = ["private-", "presence-"];

    // OrderBy is stable, which keeps those of one length in the order in which they were given. A prefix makes nothing more specific: private-* is no more than *.
    private readonly KeyValuePair<string, AccessRule>[] _guards =
        [.. guards.OrderByDescending(g => Literals(WithoutPrefix(g.Key))).ThenByDescending(g => Literals(g.Key))];

    /// <summary>All rules of the table.</summary>
    public IEnumerable<AccessRule> Rules => _guards.Select(g => g.Value);

    /// <summary>
    /// The rule for an address, or null where no pattern matches it. An address of a tenant is also matched without <c>tenant:ID:</c>, and that of a private or presence channel
    /// without a contract without its prefix: <c>team-*</c> guards <c>private-team-7</c> and <c>presence-team-7</c>.
    /// </summary>
    /// <param name="channel">The address.</param>
    /// <param name="isOpen">Whether the channel is open where no guard says otherwise: then a guard for all addresses, <c>*</c>, is not meant.</param>
    public AccessRule? Find(ChannelName channel, bool isOpen = false)
    {
        if (_guards.Length == 0) return null;
        string address = channel.Whole.Value;
        ReadOnlySpan<char> own = WithoutTenant(address);
        ReadOnlySpan<char> bare = WithoutPrefix(own);
        foreach ((string pattern, AccessRule rule) in _guards)
        {
            if (isOpen && Literals(pattern) == 0) continue;
            if (Matches(pattern, address) || (own.Length < address.Length && Matches(pattern, own)) || (bare.Length < own.Length && Matches(pattern, bare))) return rule;
        }

        return null;
    }

    /// <summary>Reads a pattern and brings it into the form of the canonical addresses that it is compared with: <c>caf%c3%a9-*</c> is <c>caf%C3%A9-*</c>, and <c>%74eam-*</c> is <c>team-*</c>.</summary>
    public static bool TryReadPattern(string text, [NotNullWhen(true)] out string? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = $"The guard '{text}' is no pattern: it consists of the characters of an address, percent-encoded ones among them, and '*', which stands for any number of them.";
        if (text.Length == 0) return false;
        var canonical = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (ChannelSegment.IsUnreserved(c) || c is '*' or ':')
            {
                canonical.Append(c);
                continue;
            }

            if (c != '%' || i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte encoded)) return false;
            if (ChannelSegment.IsUnreserved((char)encoded)) canonical.Append((char)encoded);
            else canonical.Append(CultureInfo.InvariantCulture, $"%{encoded:X2}");
            i += 2;
        }

        pattern = canonical.ToString();
        problem = null;
        return true;
    }

    private static bool Matches(string pattern, ReadOnlySpan<char> address) => FileSystemName.MatchesSimpleExpression(pattern, address, ignoreCase: false);

    private static int Literals(ReadOnlySpan<char> pattern) => pattern.Length - pattern.Count('*');

    private static ReadOnlySpan<char> WithoutTenant(ReadOnlySpan<char> address)
    {
        if (!address.StartsWith(TenantRule.Prefix, StringComparison.Ordinal)) return address;
        ReadOnlySpan<char> rest = address[TenantRule.Prefix.Length..];
        int end = rest.IndexOf(':');
        return end < 0 ? address : rest[(end + 1)..];
    }

    private static ReadOnlySpan<char> WithoutPrefix(ReadOnlySpan<char> address)
    {
        foreach (string prefix in s_prefixes)
        {
            if (address.StartsWith(prefix, StringComparison.Ordinal)) return address[prefix.Length..];
        }

        return address;
    }
}
