using PubSub.Contracts;
using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>Whether a caller belongs to the tenant of an address.</summary>
internal sealed class TenantRule(TenantOptions options)
{
    public const string Prefix = "tenant:";

    /// <summary>True for an address that belongs to a tenant.</summary>
    public static bool Applies(ChannelName channel) => channel.Value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the caller is of the address's tenant. Compared ordinally, decoded.</summary>
    public bool Allows(ChannelName channel, Caller caller)
    {
        if (!caller.IsAuthenticated) return false;
        string rest = channel.Whole.Value[Prefix.Length..];
        int end = rest.IndexOf(':', StringComparison.Ordinal);
        if (!ChannelSegment.TryDecode(end < 0 ? rest : rest[..end], out string? tenant, out _)) return false;
        return options.Resolve is { } resolve
            ? resolve(caller.Principal!).Contains(tenant, StringComparer.Ordinal)
            : caller.Principal!.HasClaim(options.ClaimType, tenant);
    }
}
